/*
 * What happens to handover.pml's hosts from outside: messages arrive, get lost, arrive twice; a host crashes and starts
 * again. Wrong suspicions are the hosts' own and not here.
 */
/* Any message may be the next to arrive, however long it has been under way. */
proctype network() {
  int message;
  byte which;
end:
  do
  :: atomic {
       net[0] != 0 ->
       do
       :: which < NETWORK - 1 && net[which + 1] != 0 -> which++
       :: break
       od;
       message = net[which];
       if
       :: d_step { takeOut(which); j = 0 } receive(message)
       :: losses < LOSSES -> losses++; d_step { takeOut(which); j = 0 } SAY("lost %d %d\n", message >> 16 & 15, message >> 2 & 3)
       :: doubles < DOUBLES -> doubles++; SAY("doubled %d %d\n", message >> 16 & 15, message >> 2 & 3) receive(message)
       fi;
       message = 0; which = 0;
       tidy()
     }
  od
}

/* A crash ends an incarnation and forgets the token; with KEEP the highest generation seen is on the disk. */
inline crash(h) {
  SAY("%d crashes, top %d\n", h, host[h].top)
  dropPart(h);
#ifndef KEEP
  host[h].top = 0;
#endif
  host[h].acted = 0; host[h].copyG = 0; host[h].copyN = 0;
  NEW_ROUND
}

inline restart(h) {
  SAY("%d restarts, life %d\n", h, host[h].life + 1)
  host[h].state = UP; host[h].life++; NEW_ROUND
}

proctype faults() {
  byte h;
end:
  do
  :: atomic { crashes < CRASHES && !over ->
       crashes++;
       h = 0;
       do
       :: h < HOSTS - 1 -> h++
       :: break
       od;
       if
       :: IS_UP(h) -> crash(h); host[h].state = AFTER_CRASH; tidy()
       :: else
       fi;
       h = 0 }
  :: atomic { host[0].state == DOWN -> restart(0) }
  :: atomic { host[1].state == DOWN -> restart(1) }
  :: atomic { host[2].state == DOWN -> restart(2) }
#if HOSTS > 3
  :: atomic { host[3].state == DOWN -> restart(3) }
#endif
  od
}
