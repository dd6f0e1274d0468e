/*
 * The token's hand-over and regeneration as agent/core/README.md promises them, for 3 or 4 hosts and one token,
 * with lost, doubled and overtaking messages, a crash and a wrong suspicion. README.md here says what is left out.
 *
 * Time is not modelled. A timer fires when what it waits for cannot come any more (its host is down, its message is
 * lost), and `MISTAKES` times although it could. So every run comes to an end, and has to end well.
 */
#ifndef HOSTS
#define HOSTS 3
#endif
#ifndef HOPS
#define HOPS 3        /* the round ends with this sequence; it begins with 1 */
#endif
#ifndef LOSSES
#define LOSSES 1      /* messages lost */
#endif
#ifndef DOUBLES
#define DOUBLES 1     /* messages that arrive twice, or are repeated too early */
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef AFTER_CRASH
#define AFTER_CRASH DOWN  /* or GONE */
#endif
#ifndef MISTAKES
#define MISTAKES 1    /* living hosts taken for dead, by whatever timer */
#endif
#ifndef INQUIRY
#define INQUIRY 1     /* 0: regeneration by the predecessor only */
#endif
#define NOBODY HOSTS

/* What a host does with the token of the generation `top`; custody comes besides. */
#define IDLE      0
#define AWAITING  1   /* has accepted hop copyN of `peer` */
#define ACTING    2
#define OFFERING  3   /* holds, has offered hop copyN to `peer`, does not act */
#define ENDED     4
#define INQUIRING 5   /* asks `peer` next */

#define UP   0
#define DOWN 1        /* starts again some time */
#define GONE 2        /* does not */

typedef Host {
  byte state;         /* UP, DOWN, GONE */
  byte life;          /* incarnation */
  byte top;           /* highest generation seen; role and custody are always of this one */
  byte role;
  byte peer;
  byte acted;         /* last hop of `top` on which this incarnation acted */
  byte copyG, copyN;  /* last copy of the token: for custody, for regeneration, for the answer to an inquiry */
  byte heir;          /* custody: to whom the hop was granted, or NOBODY */
  byte heirN, heirLife;
  bool sure;          /* the heir has said that it holds */
  bool tired;         /* has inquired in vain, and nothing has happened since */
}
Host host[HOSTS];

/*
 * Generations: a counter above, a tag below that stands for the random bits. last[g] is the last sequence that was
 * acted on in g, 0 for a number that nobody has drawn.
 */
#define COUNTERS 6
#define FIRST 6       /* counter 1, tag 2 */
byte last[4 * COUNTERS];

byte losses, doubles, crashes, mistakes;
bool over;            /* a holder has come to the end of the round */
#ifdef ONE_REMAINS
byte round;           /* bits of the hosts where the highest generation was since the last fault */
#define NEW_ROUND round = 0
#else
#define NEW_ROUND
#endif

/*
 * Scratch, not part of a state: each step writes it before it reads it. pan goes back over a d_step without putting
 * these back, so that the second group is for d_steps only, and the first for everything else.
 */
hidden byte i, g, n, from, to, life, kind;
hidden byte j, k, found, tG, tN, tFrom, tTo, tLife, tKind;
hidden int m, swap;

/* With TALK a trail can be read: `spin -DTALK -t handover.pml` prints each step. */
#ifdef TALK
#define SAY(format, x, y) printf(format, x, y);
#else
#define SAY(format, x, y)
#endif

#define BETWEEN(low, x, high) ((low) <= (x) && (x) <= (high))
#define FOLLOWS(h) (((h) + 1) % HOSTS)

#include "network.pml"

inline somethingHappens() {
  host[0].tired = false; host[1].tired = false; host[2].tired = false;
#if HOSTS > 3
  host[3].tired = false
#endif
}

inline dropCustody(h) {
  host[h].heir = NOBODY; host[h].heirN = 0; host[h].heirLife = 0; host[h].sure = false
}

inline dropPart(h) {
  host[h].role = IDLE; host[h].peer = NOBODY;
  dropCustody(h);
  somethingHappens()
}

/* Host h hears of generation sg. The copy stays until a newer one comes. */
inline see(h, sg) {
  if
  :: sg > host[h].top ->
       host[h].top = sg; host[h].acted = 0;
       dropPart(h);
#ifdef BREAK_COPY
       host[h].copyG = 0; host[h].copyN = 0;
#endif
  :: else
  fi
}

/* Host h becomes the holder, with the token as in its copy. S3 is asserted here. */
inline hold(h) {
  SAY("%d acts in generation %d\n", h, host[h].top)
  d_step {
    j = 0;
    do
    :: j < HOSTS ->
         assert(j == h || host[j].top != host[h].top || !BETWEEN(ACTING, host[j].role, OFFERING));
         j++
    :: else -> break
    od;
    assert(host[h].copyN > last[host[h].top]);
    last[host[h].top] = host[h].copyN;
    dropPart(h);
    host[h].role = ACTING;
    host[h].acted = host[h].copyN
  }
#ifdef ONE_REMAINS
  visit(h)
#endif
}

/* "One generation remains within a round": once the highest has been everywhere since the last fault. */
inline visit(h) {
  d_step {
    found = true;
    j = host[h].top + 1;
    do
    :: j < 4 * COUNTERS -> found = found && last[j] == 0; j++
    :: else -> break
    od;
    if
    :: found -> round = round | 1 << (h)
    :: else
    fi;
    j = 0;
    do
    :: j < HOSTS -> found = found && (host[j].state != UP || round >> j & 1); j++
    :: else -> break
    od;
    j = 0;
    do
    :: found && j < HOSTS ->
         assert(host[j].top == host[h].top || !BETWEEN(ACTING, host[j].role, OFFERING));
         j++
    :: else -> break
    od;
    j = 0
  }
}

/* Host h makes the next generation from its copy. Of two with the same counter either may be the higher. */
inline regenerate(h) {
  SAY("%d regenerates after %d\n", h, host[h].top)
  g = (host[h].top / 4 + 1) * 4;
  assert(g < 4 * COUNTERS);
  if
#ifdef BREAK_NUMBER
  :: g = g + 2; last[g] = 0
#else
  :: last[g + 2] == 0 -> g = g + 2
  :: last[g + 2] != 0 && last[g + 1] == 0 -> g = g + 1
  :: last[g + 2] != 0 && last[g + 3] == 0 -> g = g + 3
  :: last[g + 1] != 0 && last[g + 2] != 0 && last[g + 3] != 0 -> assert(false)  /* too few tags */
#endif
  fi;
  NEW_ROUND;
  i = host[h].copyN;
  see(h, g);
  host[h].copyG = g; host[h].copyN = i;
  hold(h)
}

inline accept(h) {
  host[h].role = AWAITING; host[h].peer = from;
  host[h].copyG = g; host[h].copyN = n;
#ifdef BREAK_GRANT
  hold(h);
#endif
  send(MESSAGE(ACCEPT, g, n, h, from, host[h].life))
}

inline onOffer(h) {
#ifdef BREAK_LOWER
  if
  :: g < host[h].top -> host[h].top = g; host[h].acted = 0; dropPart(h); host[h].copyG = 0; host[h].copyN = 0
  :: else
  fi;
#endif
  see(h, g);
  if
  :: g < host[h].top -> send(MESSAGE(SUPERSEDED, g, n, h, from, 0) NAMING(host[h].top))
  :: g == host[h].top && n > host[h].acted && (host[h].copyG < g || host[h].copyN <= n) &&
     !BETWEEN(ACTING, host[h].role, ENDED) -> accept(h)
  :: else  /* an older hop */
  fi
}

inline grant(h) {
  host[h].role = IDLE; host[h].peer = NOBODY;
#ifndef BREAK_CUSTODY
  host[h].heir = from; host[h].heirN = n; host[h].heirLife = life; host[h].sure = false;
#endif
  send(MESSAGE(GRANT, g, n, h, from, life))
}

inline onAccept(h) {
  see(h, g);
  if
  :: g < host[h].top -> send(MESSAGE(SUPERSEDED, g, n, h, from, 0) NAMING(host[h].top))
  :: g == host[h].top && host[h].role == OFFERING && host[h].copyN == n && host[h].peer == from -> grant(h)
  :: g == host[h].top && host[h].role != OFFERING && host[h].heir == from && host[h].heirN == n ->
       if
       :: host[h].heirLife == life -> send(MESSAGE(GRANT, g, n, h, from, life))
       :: else -> regenerate(h)
       fi
  :: else -> send(MESSAGE(WITHDRAWN, g, n, h, from, 0))
  fi
}

/* kind = what host h answers to a grant of hop n of its highest generation. */
inline stateOf(h, sn, slife) {
  if
  :: slife != host[h].life || sn > host[h].acted -> kind = UNKNOWN
  :: else ->
       if
       :: sn == host[h].acted && (BETWEEN(ACTING, host[h].role, OFFERING) ||
          host[h].heir != NOBODY && !host[h].sure) -> kind = IS_HOLDING
       :: else -> kind = MOVED
       fi
  fi
}

#ifdef BREAK_INCARNATION
#define FOR_ME(h) true
#else
#define FOR_ME(h) (life == host[h].life)
#endif

inline onGrant(h) {
  see(h, g);
  if
  :: g < host[h].top -> send(MESSAGE(SUPERSEDED, g, n, h, from, 0) NAMING(host[h].top))
  :: else ->
       if
       :: host[h].role == AWAITING && host[h].copyN == n && host[h].peer == from && FOR_ME(h) -> hold(h)
       :: else
       fi;
       stateOf(h, n, life);
       send(MESSAGE(kind, g, n, h, from, 0))
  fi
}

inline onState(h) {
  if
  :: g == host[h].top && host[h].heir == from && host[h].heirN == n ->
       if
       :: kind == IS_HOLDING -> host[h].sure = true
       :: kind == MOVED -> dropCustody(h)
       :: kind == UNKNOWN -> regenerate(h)
       :: else
       fi
  :: g == host[h].top && host[h].role == AWAITING && host[h].peer == from && host[h].copyN == n && kind == WITHDRAWN ->
       host[h].role = IDLE; host[h].peer = NOBODY;
       somethingHappens()
  :: else
  fi
}

inline receive(message) {
  kind = message >> 16 & 15; g = message >> 10 & 63; n = message >> 6 & 15;
  from = message >> 4 & 3; to = message >> 2 & 3; life = message & 3;
  SAY("  to %d: kind %d ", to, kind)
  SAY("of hop %d/%d\n", g, n)
  if
  :: host[to].state != UP
  :: else ->
       if
       :: kind == OFFER -> onOffer(to)
       :: kind == ACCEPT -> onAccept(to)
       :: kind == GRANT -> onGrant(to)
       :: BETWEEN(IS_HOLDING, kind, WITHDRAWN) -> onState(to)
       :: kind == SUPERSEDED -> see(to, message >> 20)
       fi
  fi
}

/* A timer about host x fires: rightly when x is down, else by mistake. */
#define MAY_SUSPECT(x) (host[x].state != UP || mistakes < MISTAKES && !over)
inline countMistake(x) {
  SAY("%d is suspected, up %d\n", x, host[x].state == UP)
  if
  :: host[x].state == UP -> mistakes++
  :: else
  fi
}

/* An inquiry of host h asks `peer`, and thereby tells it. Backing off is for what README.md's list says. */
inline ask(h) {
  i = host[h].peer;
  SAY("%d inquires of %d\n", h, i)
  see(i, host[h].top);
  if
  :: host[i].top > host[h].top -> host[h].top = host[i].top; host[h].acted = 0
  :: else
  fi;
  if
  :: BETWEEN(AWAITING, host[i].role, ENDED) || host[i].heir != NOBODY ||
     host[i].copyG > host[h].copyG || host[i].copyG == host[h].copyG && host[i].copyN > host[h].copyN ||
     host[i].copyG == host[h].copyG && host[i].copyN == host[h].copyN && host[i].role == INQUIRING && i < h ->
       host[h].role = IDLE; host[h].peer = NOBODY; host[h].tired = true
  :: else -> askNext(h)
  fi
}

inline askNext(h) {
  if
  :: FOLLOWS(host[h].peer) != h -> host[h].peer = FOLLOWS(host[h].peer)
  :: else -> regenerate(h)
  fi
}

inline offer(h, x) {
  host[h].copyN++;
  SAY("%d offers to %d\n", h, x)
  host[h].role = OFFERING; host[h].peer = x;
  send(MESSAGE(OFFER, host[h].top, host[h].copyN, h, x, 0))
}

#define IDLES(h) (host[h].state != UP || host[h].heir == NOBODY && (host[h].role == IDLE || host[h].role == INQUIRING))
#define RESTS(h) (IDLES(h) || host[h].role == ENDED && host[h].heir == NOBODY)
#if HOSTS == 3
#define ALL_IDLE (IDLES(0) && IDLES(1) && IDLES(2))
#define ALL_REST (RESTS(0) && RESTS(1) && RESTS(2))
#else
#define ALL_IDLE (IDLES(0) && IDLES(1) && IDLES(2) && IDLES(3))
#define ALL_REST (RESTS(0) && RESTS(1) && RESTS(2) && RESTS(3))
#endif
/* Nobody alive has a part in the token, and nothing is under way: it stays away for long. */
#define IS_LOST (net[0] == 0 && !over && ALL_IDLE)

#define IS_UP(h) (host[h].state == UP)
#define IS(h, what) (IS_UP(h) && host[h].role == what)
#define HAS_CUSTODY(h) (IS_UP(h) && host[h].heir != NOBODY)
/* What the heir would answer to a probe of h is known to h. */
#define HOLDS(h, x) \
  (host[x].top == host[h].top && host[x].life == host[h].heirLife && host[x].acted == host[h].heirN \
   && (BETWEEN(ACTING, host[x].role, OFFERING) || host[x].heir != NOBODY && !host[x].sure))
#define NEWS(h) (!host[h].sure || !HOLDS(h, host[h].heir))

/* What a host does by itself. */
proctype agent(byte me) {
end:
  do
  :: atomic { IS(me, ACTING) && host[me].copyN >= HOPS -> host[me].role = ENDED; over = true; SAY("%d ends generation %d\n", me, host[me].top) }
  :: atomic { IS(me, ACTING) && host[me].copyN < HOPS ->
       if
       :: offer(me, FOLLOWS(me))
       :: offer(me, FOLLOWS(FOLLOWS(me)))
#if HOSTS > 3
       :: offer(me, FOLLOWS(FOLLOWS(FOLLOWS(me))))
#endif
       fi }

  /* Repeats what was not answered. */
  :: atomic { IS(me, OFFERING) && IS_UP(host[me].peer) && !UNDER_WAY(host[me].top, host[me].copyN, OFFER, ACCEPT) &&
       !UNDER_WAY(host[me].top, host[me].copyN, SUPERSEDED, SUPERSEDED) ->
       send(MESSAGE(OFFER, host[me].top, host[me].copyN, me, host[me].peer, 0)) }
  :: atomic { IS(me, AWAITING) && IS_UP(host[me].peer) && !UNDER_WAY(host[me].top, host[me].copyN, ACCEPT, SUPERSEDED) ->
       send(MESSAGE(ACCEPT, host[me].top, host[me].copyN, me, host[me].peer, host[me].life)) }
  :: atomic { HAS_CUSTODY(me) && IS_UP(host[me].heir) && NEWS(me) &&
       !UNDER_WAY(host[me].top, host[me].heirN, GRANT, SUPERSEDED) ->
       send(MESSAGE(GRANT, host[me].top, host[me].heirN, me, host[me].heir, host[me].heirLife)) }

  /* Has waited for too long. */
  :: atomic { IS(me, OFFERING) && MAY_SUSPECT(host[me].peer) ->
       countMistake(host[me].peer); host[me].role = ACTING; host[me].peer = NOBODY; tidy() }
  :: atomic { IS(me, AWAITING) && MAY_SUSPECT(host[me].peer) ->
       countMistake(host[me].peer); host[me].role = IDLE; host[me].peer = NOBODY; somethingHappens(); tidy() }
  :: atomic { HAS_CUSTODY(me) && MAY_SUSPECT(host[me].heir) ->
       countMistake(host[me].heir);
#ifdef BREAK_TWICE
       host[me].copyN++; hold(me);
#else
       regenerate(me);
#endif
       tidy() }

#if INQUIRY
  :: atomic { IS(me, IDLE) && host[me].heir == NOBODY && host[me].copyG != 0 && !host[me].tired &&
       (IS_LOST || mistakes < MISTAKES && !over) ->
       if
       :: IS_LOST
       :: else -> mistakes++
       fi;
       host[me].role = INQUIRING; host[me].peer = FOLLOWS(me) }
  :: atomic { IS(me, INQUIRING) && IS_UP(host[me].peer) -> ask(me); tidy() }
  :: atomic { IS(me, INQUIRING) && MAY_SUSPECT(host[me].peer) -> countMistake(host[me].peer); askNext(me); tidy() }
#endif
  od
}


#include "faults.pml"

/* L1 without the claim: where nothing can happen any more, all is well. What goes on for ever is left to the claim. */
proctype watch() {
end:
  atomic { timeout -> assert(over && ALL_REST) }
}

/* A round under way: host 0 acts on hop 1, which the last host has granted; the others have seen the token before. */
init {
  atomic {
    i = 0;
    do
    :: i < HOSTS -> host[i].top = FIRST; host[i].copyG = FIRST; host[i].peer = NOBODY; host[i].heir = NOBODY; i++
    :: else -> break
    od;
    host[0].copyN = 1; host[0].acted = 1; host[0].role = ACTING; last[FIRST] = 1;
    host[HOSTS - 1].copyN = 1; host[HOSTS - 1].heir = 0; host[HOSTS - 1].heirN = 1; host[HOSTS - 1].sure = true;
    run network(); run faults(); run watch();
    i = 0;
    do
    :: i < HOSTS -> run agent(i); i++
    :: else -> break
    od;
    j = 0
  }
}

/* L1: the round comes to its end, and nobody keeps a part in the token for ever. */
ltl goes_on { <>[] (over && ALL_REST) }
