// Configuration and start script of one hypervisor, as text: a private Open vSwitch and a private libvirtd
// below one first process. For a lab only: libvirt's TCP port has neither encryption nor authentication.
import { formatIpv4 } from '../../topology/ipv4.js';
import { hostDir, RUN_DIR } from './paths.js';
import { BRIDGE, type LabHost, macOf, PREFIX_LENGTH } from './plan.js';

export function libvirtdConf(host: LabHost): string {
  // Hosts with the same uuid or name refuse to migrate to each other.
  const uuid = `5c03e1ab-0000-4000-9000-0000${host.address.toString(16).padStart(8, '0')}`;
  return `listen_tls = 0
listen_tcp = 1
listen_addr = "${formatIpv4(host.address)}"
auth_tcp = "none"
auth_unix_ro = "none"
auth_unix_rw = "none"
unix_sock_group = "root"
unix_sock_rw_perms = "0700"
host_uuid = "${uuid}"
max_clients = 200
`;
}

export function qemuConf(host: LabHost): string {
  const address = formatIpv4(host.address);
  return `security_driver = "none"
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
cgroup_controllers = []
namespaces = []
stdio_handler = "file"
migration_address = "${address}"
migration_host = "${address}"
set_process_name = 0
`;
}

/**
 * The first process of a hypervisor's pid namespace. Everything under /run, and libvirt's directories, are
 * replaced inside its mount namespace only, so neither side sees the other's daemons.
 */
export function initScript(host: LabHost): string {
  const dir = hostDir(host.name);
  return `set -e
read -r pid rest < /proc/self/stat
mount --make-rprivate /
umount -a -t hugetlbfs || true
mount -t proc proc /proc
mount --bind ${RUN_DIR} /mnt
mount -t tmpfs tmpfs /run
mkdir -p ${RUN_DIR} /run/libvirt /run/openvswitch /run/lock
mount --move /mnt ${RUN_DIR}
mount --bind ${dir}/ovs /run/openvswitch
mount --bind ${dir}/etc /etc/libvirt
mount --bind ${dir}/lib /var/lib/libvirt
mount --bind ${dir}/cache /var/cache/libvirt
mount --bind ${dir}/log /var/log/libvirt
hostname score-lab-${host.name}
cd /
${openvswitch(host)}
libvirtd --listen -d -p /run/libvirt/libvirtd.pid
echo $pid > ${dir}/init.pid.new
mv ${dir}/init.pid.new ${dir}/init.pid
set +e
while :; do sleep 3600 & wait; done
`;
}

function openvswitch(host: LabHost): string {
  const ovs = '/run/openvswitch';
  const bridge = `add-br ${BRIDGE} -- set bridge ${BRIDGE} datapath_type=netdev other-config:hwaddr=${macOf(host.address)}`;
  // A userspace switch reads copies of frames: the kernel still sees the originals on eth0 and on the guests' taps. Left
  // alone it answers ARP there, with the wrong MAC, and takes packets past the switch. The two settings stop that.
  return `echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore
echo 1 > /proc/sys/net/ipv4/conf/all/rp_filter
export OVS_RUNDIR=${ovs} OVS_LOGDIR=${ovs} OVS_DBDIR=${ovs}
ovsdb-tool create ${ovs}/conf.db /usr/share/openvswitch/vswitch.ovsschema
ovsdb-server ${ovs}/conf.db --remote=punix:${ovs}/db.sock --pidfile --detach --no-chdir --log-file
ovs-vsctl --no-wait init
ovs-vswitchd unix:${ovs}/db.sock --pidfile --detach --no-chdir --log-file
ovs-vsctl --timeout=20 ${bridge} -- add-port ${BRIDGE} eth0
ip addr add ${formatIpv4(host.address)}/${PREFIX_LENGTH} dev ${BRIDGE}
ip link set eth0 up
ip link set ${BRIDGE} up`;
}
