import { describeRefusal, type InfluxClient } from './client.ts'
import { InfluxFault } from './fault.ts'
import { MEASUREMENT } from './line-protocol.ts'

/**
 * Proves, without writing anything, that the settings fit the server: its version and the kind of credentials, that the
 * database or bucket exists, and that we may write to it and read from it.
 * Throws InfluxFault: `setting` names the setting to correct; `passing` when the server does not answer.
 * @returns the server's version, `unknown` when a proxy hides it.
 */
export async function checkInflux(client: InfluxClient): Promise<string> {
  const { settings } = client
  const version = await client.version()
  const misfit = credentialsMisfit(version, settings.credentials.kind)
  if (misfit !== undefined) throw new InfluxFault('setting', misfit)
  // A body without lines is answered after the checks of who and where: 204 by 1.x, 400 by 2.x.
  const verdict = await client.write([])
  switch (verdict.kind) {
    case 'setting':
      throw new InfluxFault('setting', describeRefusal(settings, verdict.status, verdict.message))
    case 'passing':
      throw new InfluxFault('passing', verdict.message, { retryAfterMs: verdict.retryAfterMs })
    default:
      break
  }
  try {
    await client.query(`SELECT "received_at" FROM "${MEASUREMENT}" WHERE time >= now() - 1s LIMIT 1`)
  } catch (error) {
    if (!(error instanceof InfluxFault) || error.kind === 'passing') throw error
    throw new InfluxFault(
      'setting',
      `YUKIBAN_INFLUX_BUCKET=${settings.bucket} cannot be read by InfluxQL (${error.message}); it must exist and the credentials must allow reading it`,
      { cause: error },
    )
  }
  return version ?? 'unknown'
}

function credentialsMisfit(version: string | undefined, kind: 'token' | 'password' | 'none'): string | undefined {
  const major = /^v?(\d+)\./.exec(version ?? '')?.[1]
  if (major === '1' && kind === 'token') {
    return `InfluxDB ${version} takes no tokens: set YUKIBAN_INFLUX_USER and YUKIBAN_INFLUX_PASSWORD instead of YUKIBAN_INFLUX_TOKEN`
  }
  if (major !== undefined && major !== '1' && kind !== 'token') {
    return `InfluxDB ${version} needs YUKIBAN_INFLUX_TOKEN and YUKIBAN_INFLUX_ORG instead of user and password`
  }
  return undefined
}
