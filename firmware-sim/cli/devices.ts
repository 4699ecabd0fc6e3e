import { postJsonPatiently, problemOf } from '../api-client.ts'
import { Gate } from '../gate.ts'
import { inputError } from '../input-error.ts'
import type { FleetDevice } from '../sampler.ts'
import { DEFAULT_FACTS, type DeviceFacts, readCredentials, readDistrict, writeCredentials } from './files.ts'
import type { SimOptions } from './options.ts'

/** Registrations under way at once. */
const REGISTERING_AT_ONCE = 8

/** The devices a command line asks for, registered if need be. Throws InputError. */
export async function gatherDevices(options: SimOptions): Promise<FleetDevice[]> {
  const facts = options.district === undefined ? new Map<string, DeviceFacts>() : readDistrict(options.district)
  const tokens = await gatherTokens(options, facts)
  return [...tokens].map(([id, token]) => {
    const known = facts.get(id) ?? { id, ...DEFAULT_FACTS }
    return {
      ...known,
      token,
      mountHeightMm: options.mountHeight ?? known.mountHeightMm,
      intervalS: options.interval ?? known.intervalS,
    }
  })
}

/** The token of `--device`. Throws InputError when there is none. */
export function tokenOf(deviceId: string, options: SimOptions): string {
  if (options.token !== undefined) return options.token
  const path = options.credentials ?? ''
  const token = readCredentials(path).get(deviceId)
  if (token === undefined)
    throw inputError('--device', deviceId, `has no token in ${path}; give --token, or rotate its token`)
  return token
}

async function gatherTokens(
  options: SimOptions,
  facts: ReadonlyMap<string, DeviceFacts>,
): Promise<Map<string, string>> {
  if (options.device !== undefined) return new Map([[options.device, tokenOf(options.device, options)]])
  if (options.fleet !== undefined && options.api !== undefined) return registerFleet(options.fleet, options)
  const path = options.credentials ?? ''
  const tokens = [...readCredentials(path)]
  const usable = facts.size === 0 ? tokens : tokens.filter(([id]) => facts.has(id))
  if (usable.length === 0) {
    throw inputError(
      '--district',
      options.district,
      `has none of the devices in ${path}; give the file they were imported from`,
    )
  }
  const wanted = options.fleet ?? usable.length
  if (wanted > usable.length) {
    throw inputError(
      '--fleet',
      String(wanted),
      `must be at most ${usable.length}, the devices in ${path}, or give --api`,
    )
  }
  return new Map(usable.slice(0, wanted))
}

async function registerFleet(size: number, options: SimOptions): Promise<Map<string, string>> {
  const gate = new Gate(REGISTERING_AT_ONCE)
  const ids = Array.from({ length: size }, (_, index) => `sim-${String(index + 1).padStart(4, '0')}`)
  const entries = await Promise.all(ids.map((id) => gate.run(async () => [id, await register(id, options)] as const)))
  const tokens = new Map(entries)
  if (options.saveCredentials !== undefined) writeCredentials(options.saveCredentials, tokens)
  return tokens
}

async function register(id: string, options: SimOptions): Promise<string> {
  const { api = '', apiKey = '' } = options
  const { surface, mountHeightMm, intervalS } = DEFAULT_FACTS
  const body = {
    id,
    kind: 'ultrasonic',
    surface,
    mountHeightMm: options.mountHeight ?? mountHeightMm,
    intervalS: Math.max(1, Math.round(options.interval ?? intervalS)),
  }
  const answer = await postJsonPatiently({ api, apiKey, path: '/api/v1/devices', body }).catch((error: unknown) => {
    throw inputError('--api', api, `does not answer (${error instanceof Error ? error.message : String(error)})`)
  })
  const { body: said } = answer
  if (answer.status < 300 && typeof said === 'object' && said !== null && 'token' in said) return String(said.token)
  const remedy = answer.status === 409 ? '; it is registered: play it with --credentials FILE of its first run' : ''
  throw inputError('--api', api, `refused to register ${id}: ${problemOf(answer)}${remedy}`)
}
