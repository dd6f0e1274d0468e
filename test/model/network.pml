/*
 * The network of handover.pml: the messages under way and their formats as numbers, not what hosts make of them.
 * A message stays under way for as long as pan likes, so that any may overtake any.
 */
#define NETWORK 8     /* messages under way at once; an assertion watches that this is enough */

/* Messages: each names its hop; SUPERSEDED names the higher generation besides. */
#define OFFER      1
#define ACCEPT     2
#define GRANT      3
#define IS_HOLDING 4
#define MOVED      5
#define UNKNOWN    6
#define WITHDRAWN  7
#define SUPERSEDED 8
#define MESSAGE(kind, g, n, from, to, life) ((kind) << 16 | (g) << 10 | (n) << 6 | (from) << 4 | (to) << 2 | (life))
#define NAMING(higher) | (higher) << 20

int net[NETWORK];     /* messages under way, sorted, so that equal sets are equal states; 0: none */

inline send(message) {
  d_step {
    m = message;
    j = 0;
    do
    :: j < NETWORK && net[j] != 0 && net[j] >= m -> j++
    :: else -> break
    od;
    do
    :: m != 0 -> assert(j < NETWORK); swap = net[j]; net[j] = m; m = swap; j++
    :: else -> break
    od;
    swap = 0
  }
}

/* A message about hop (hg, hn), of a kind from `low` to `high`, is under way. */
#define AT(x, hg, hn, low, high) \
  (net[x] != 0 && (net[x] >> 6 & 1023) == ((hg) << 4 | (hn)) && BETWEEN(low, net[x] >> 16 & 15, high))
#define UNDER_WAY(hg, hn, low, high) \
  (AT(0, hg, hn, low, high) || AT(1, hg, hn, low, high) || AT(2, hg, hn, low, high) \
   || AT(3, hg, hn, low, high) || AT(4, hg, hn, low, high) || AT(5, hg, hn, low, high) \
   || AT(6, hg, hn, low, high) || AT(7, hg, hn, low, high))

/* Takes net[x] out. */
inline takeOut(x) {
  j = x;
  do
  :: j < NETWORK - 1 && net[j] != 0 -> net[j] = net[j + 1]; j++
  :: else -> break
  od;
  if
  :: j == NETWORK - 1 -> net[j] = 0
  :: else
  fi
}

/*
 * Takes out what nobody will hear any more: answers that nobody waits for, and all that is for a host that is gone.
 * It would change nothing when it arrived, so that its presence must not tell states apart.
 */
#define IN_CUSTODY(h) (host[h].top == tG && host[h].heir == tFrom && host[h].heirN == tN)
#define IN_WAIT(h, x, what, sn) (host[h].top == tG && host[h].role == what && host[h].peer == x && host[h].copyN == sn)
inline tidy() {
  d_step {
    k = NETWORK;
    do
    :: k > 0 ->
         k--;
         tKind = net[k] >> 16 & 15; tG = net[k] >> 10 & 63; tN = net[k] >> 6 & 15;
         tFrom = net[k] >> 4 & 3; tTo = net[k] >> 2 & 3; tLife = net[k] & 3;
         if
         :: net[k] == 0 -> found = false
         :: net[k] != 0 && host[tTo].state == GONE -> found = true
         :: net[k] != 0 && host[tTo].state != GONE ->
              if
              :: tKind == IS_HOLDING -> found = !IN_CUSTODY(tTo) || host[tTo].sure
              :: tKind == MOVED || tKind == UNKNOWN -> found = !IN_CUSTODY(tTo)
              :: tKind == WITHDRAWN -> found = !IN_WAIT(tTo, tFrom, AWAITING, tN)
              :: tKind == SUPERSEDED -> found = net[k] >> 20 <= host[tTo].top
              :: tKind == ACCEPT -> found = host[tTo].top >= tG && !IN_CUSTODY(tTo) && !IN_WAIT(tTo, tFrom, OFFERING, tN) &&
                   !(IN_WAIT(tFrom, tTo, AWAITING, tN) && host[tFrom].life == tLife)
              :: else -> found = false
              fi
         fi;
         if
         :: found -> takeOut(k)
         :: else
         fi
    :: else -> break
    od;
    j = 0
  }
}
