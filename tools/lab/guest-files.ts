// What runs inside a guest: busybox scripts, as text. Nothing here forks in steady state, because a fork
// under plain emulation costs milliseconds and there are eight guests on a few cores.
import { knockProgram } from './faults/knock-program.js';

/** Port of the state page and the control page. */
export const HTTP_PORT = 80;
/** Port of the sink that discards what other guests send. */
export const SINK_PORT = 5001;

/** First process: modules, address from the kernel command line, then the daemons. */
const INIT = `#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev 2>/dev/null
for module in $(cat /modules/order); do insmod "/modules/$module" 2>/dev/null; done
for word in $(cat /proc/cmdline); do
  case "$word" in lab.address=*) address=\${word#lab.address=} ;; lab.probe) echo score-lab-guest-ready > /dev/ttyS0; poweroff -f ;; esac
done
ip link set lo up
ip addr add "$address" broadcast + dev eth0
ip link set eth0 up
mkdir -p /run/stream
httpd -p @HTTP@ -h /www
nc -ll -p @SINK@ -e /bin/sink &
/bin/count &
mkfifo /run/never
exec sh -c 'exec 3<>/run/never; while :; do read -r -t 3600 nothing <&3; done'
`;

/** Counts seconds since boot in its own memory: proof that a guest went on rather than started again. */
const COUNT = `#!/bin/sh
mkfifo /run/tick
exec 3<>/run/tick
counter=0
while :; do
  counter=$((counter + 1))
  echo $counter > /run/counter
  read -r -t 1 nothing <&3
done
`;

const SINK = `#!/bin/sh
exec cat > /dev/null
`;

/**
 * Sends to one peer at the rate that /run/stream/PEER.rate holds (kilobytes a second), in ticks of 100 ms
 * counted against the clock so that a slow guest catches up, and keeps the bytes sent in PEER.sent.
 */
const SEND = `#!/bin/sh
peer=$1
here=/run/stream/$peer
mkfifo $here.tick
exec 3<>$here.tick
produce() {
  trap 'exit 1' PIPE
  read -r sent < $here.sent
  old=none; done_ticks=0; first=0
  while :; do
    read -r rate < $here.rate
    read -r up idle < /proc/uptime
    now=$((\${up%.*} * 10 + 1\${up#*.} / 10 - 10))
    if [ "$rate" != "$old" ]; then
      block=$(head -c $((rate * 100)) /dev/zero | tr '\\0' x); old=$rate; first=$now; done_ticks=0
    fi
    due=$((now - first - done_ticks))
    [ $due -gt 20 ] && { done_ticks=$((done_ticks + due - 20)); due=20; }
    while [ $due -gt 0 ]; do
      echo -n "$block" || exit 1
      sent=$((sent + rate * 100)); done_ticks=$((done_ticks + 1)); due=$((due - 1))
      echo $sent > $here.sent
    done
    read -r -t 0.1 nothing <&3
  done
}
echo 0 > $here.sent
while :; do
  produce | nc -w 10 $peer @SINK@ > /dev/null 2>&1
  read -r -t 1 nothing <&3
done
`;

/** What a guest knows of itself, as JSON. */
const STATE_PAGE = `#!/bin/sh
echo Content-Type: application/json
echo
read -r boot < /proc/sys/kernel/random/boot_id
read -r up idle < /proc/uptime
read -r counter < /run/counter
echo "{\\"bootId\\":\\"$boot\\",\\"uptime\\":$up,\\"counter\\":$counter,\\"streams\\":{"
comma=
for file in /run/stream/*.rate; do
  [ -e "$file" ] || continue
  peer=\${file#/run/stream/}; peer=\${peer%.rate}
  read -r rate < $file
  sent=0; [ -e /run/stream/$peer.sent ] && read -r sent < /run/stream/$peer.sent
  echo "$comma\\"$peer\\":{\\"kBps\\":$rate,\\"sentBytes\\":$sent}"; comma=,
done
echo "}}"
`;

/** GET /cgi-bin/send?PEER=KBPS starts, changes or (0) pauses a stream. */
const SEND_PAGE = `#!/bin/sh
echo Content-Type: text/plain
echo
peer=\${QUERY_STRING%%=*}; rate=\${QUERY_STRING#*=}
case "$peer$rate" in *[!0-9.]*|'') echo refused; exit ;; esac
if [ -e /run/stream/$peer.rate ]; then
  echo $rate > /run/stream/$peer.rate
else
  echo $rate > /run/stream/$peer.rate
  /bin/send $peer < /dev/null > /dev/null 2>&1 &
fi
echo ok
`;

/** GET /cgi-bin/knock?HEX.HEX sends each as one datagram (faults/knock-program.ts); prints 1 for each that is answered, else 0. */
const KNOCK_PAGE = `#!/bin/sh
echo Content-Type: text/plain
echo
number=0
for bytes in $(echo "$QUERY_STRING" | sed 's/[0-9a-f][0-9a-f]/\\\\x&/g; s/[.]/ /g'); do
  number=$((number + 1))
  { printf "$bytes" | /bin/knock > /run/answer.$$.$number; } 2>/dev/null &
done
wait
index=0
while [ $index -lt $number ]; do
  index=$((index + 1))
  if [ -s /run/answer.$$.$index ]; then echo 1; else echo 0; fi
done
rm /run/answer.$$.*
`;

const ports = (text: string): string =>
  text.replaceAll('@HTTP@', String(HTTP_PORT)).replaceAll('@SINK@', String(SINK_PORT));

/** Path in the initramfs -> content. All are executable. */
export const GUEST_FILES: Readonly<Record<string, string | Buffer>> = {
  init: ports(INIT),
  'bin/count': COUNT,
  'bin/sink': SINK,
  'bin/send': ports(SEND),
  'www/cgi-bin/state': STATE_PAGE,
  'www/cgi-bin/send': ports(SEND_PAGE),
  'bin/knock': knockProgram(),
  'www/cgi-bin/knock': KNOCK_PAGE,
};
