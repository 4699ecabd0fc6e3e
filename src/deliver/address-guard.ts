import ipaddr from 'ipaddr.js'
import { YukibanError } from '../errors.ts'
import { type FieldSaying, fieldProblem, type Saying, type SpokenProblem, say } from '../problems/say.ts'

/**
 * Which addresses a webhook may reach. A contractor's URL is somebody else's input: without this guard it could make us
 * call our own network (SSRF). Only globally routed unicast addresses pass, and those in configured ranges.
 */

type Address = ipaddr.IPv4 | ipaddr.IPv6
export type AllowedRanges = readonly (readonly [Address, number])[]

/** All globally routed IPv6 unicast lies here (RFC 4291, IANA); also excludes IPv4-compatible `::a.b.c.d`. */
const GLOBAL_IPV6: [Address, number] = ipaddr.parseCIDR('2000::/3')
/** Publicly numbered, yet answered by the machine's own host: platform services of a cloud. */
const HOST_SERVICES: readonly [Address, number][] = [ipaddr.parseCIDR('168.63.129.16/32')]

/**
 * Reads CIDR ranges such as `10.0.0.0/8` or `fd00::/8`.
 * Throws `config-invalid` naming the range that cannot be read.
 */
export function parseAllowedRanges(ranges: readonly string[]): AllowedRanges {
  return ranges.map((range) => {
    try {
      return ipaddr.parseCIDR(range)
    } catch (cause) {
      const problem = {
        field: 'YUKIBAN_WEBHOOK_ALLOW',
        value: range,
        message: 'must be a CIDR range such as 10.0.0.0/8',
      }
      throw new YukibanError('config-invalid', `${problem.field}: ${range} ${problem.message}`, {
        problems: [problem],
        cause,
      })
    }
  })
}

/** Whether a webhook may connect to this IP address (any textual form without brackets). What is no address may not. */
export function isPermittedAddress(address: string, allowed: AllowedRanges): boolean {
  if (!ipaddr.isValid(address)) return false
  const one = ipaddr.process(address)
  if (allowed.some((range) => contains(range, one))) return true
  if (HOST_SERVICES.some((range) => contains(range, one))) return false
  if (one.range() !== 'unicast') return false
  return one.kind() === 'ipv4' || contains(GLOBAL_IPV6, one)
}

function contains([base, bits]: readonly [Address, number], address: Address): boolean {
  return base.kind() === address.kind() && address.match(base, bits)
}

/**
 * The IP address that a URL's host is, without brackets; undefined when it is a name. Decimal, hexadecimal, octal and
 * short notations have been made plain by the URL parser.
 */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(bare) ? bare : undefined
}

/**
 * Checks a webhook URL before it is saved or called, as far as that goes without DNS: http or https, no user name or
 * password, no fragment, and no literal or local address outside the permitted ranges.
 * @param allow CIDR ranges (YUKIBAN_WEBHOOK_ALLOW) that may be reached although they are not public.
 * @returns what is wrong, or undefined. Credentials and query never appear in the result.
 */
export function checkWebhookUrl(url: string, allow: readonly string[]): SpokenProblem | undefined {
  return checkUrl(url, parseAllowedRanges(allow))
}

/** As checkWebhookUrl, with ranges that were read before. */
export function checkUrl(url: string, allowed: AllowedRanges): SpokenProblem | undefined {
  const parsed = URL.parse(url)
  if (parsed === null) return fieldProblem('webhookUrl', say('not-a-url'))
  const refuse = (says: FieldSaying) => fieldProblem('webhookUrl', says, urlForLog(url))
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return refuse(say('not-a-url'))
  if (parsed.username !== '' || parsed.password !== '') {
    return refuse(say('url-with-credentials'))
  }
  if (parsed.hash !== '') return refuse(say('url-with-fragment'))
  const literal = literalAddress(parsed.hostname)
  if (literal !== undefined) return isPermittedAddress(literal, allowed) ? undefined : refuse(notPublic(literal))
  if (isLocalName(parsed.hostname) && !['127.0.0.1', '::1'].some((it) => isPermittedAddress(it, allowed))) {
    return refuse(notPublic(parsed.hostname))
  }
  return undefined
}

/** What a URL must do whose host the guard refuses, with the remedy. */
export function notPublic(host: string): Saying<'url-not-public'> {
  return say('url-not-public', { host })
}

/** `localhost` and names below it always mean this machine (RFC 6761). */
function isLocalName(hostname: string): boolean {
  return /^(.+\.)?localhost\.?$/i.test(hostname)
}

/** A URL as it may be shown: without credentials, query and fragment, any of which may hold a token. */
export function urlForLog(url: string): string {
  const parsed = URL.parse(url)
  return parsed === null ? '(not a URL)' : `${parsed.protocol}//${parsed.host}${parsed.pathname}`
}
