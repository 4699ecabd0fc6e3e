import ipaddr from 'ipaddr.js'

/** 16-bit parts of an IPv6 address that one subscriber does not choose himself: /64. */
const IPV6_NETWORK_PARTS = 4

/**
 * What limits per remote address count by: the IPv4 address, or the /64 of an IPv6 address, since one subscriber has
 * all of that to choose from. IPv4 in IPv6 counts as IPv4; what is no address counts as one and the same sender.
 */
export function addressKey(remote: string | undefined): string {
  if (remote === undefined || !ipaddr.isValid(remote)) return 'unknown'
  const address = ipaddr.process(remote)
  if (!(address instanceof ipaddr.IPv6)) return address.toString()
  const network = address.parts.slice(0, IPV6_NETWORK_PARTS).map((it) => it.toString(16))
  return `${network.join(':')}::/64`
}
