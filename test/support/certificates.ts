import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tempDir } from './temp-dir.ts'

/** Certificates are made with the command-line tool of the operating system; where it is missing, tests are skipped. */
export const hasOpenssl: boolean = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

export interface KeyPair {
  readonly certFile: string
  readonly keyFile: string
}

export interface TestCa extends KeyPair {
  readonly dir: string
  /** A key and a certificate of this CA. */
  issue(name: string, subject: string, extensions?: string): KeyPair
  /** A list of what this CA has revoked: the given certificates, and none before the first call. */
  revoke(...pairs: KeyPair[]): string
}

/** A certificate authority of its own in a folder that is removed when the test ends. */
export function testCa(name = 'ca'): TestCa {
  const dir = tempDir()
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' })
  const newKey = (file: string) => openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file)
  const pathOf = (file: string) => join(dir, file)
  newKey('ca.key')
  openssl('req', '-x509', '-new', '-key', 'ca.key', '-subj', `/CN=${name}`, '-days', '2', '-out', 'ca.crt')
  writeFileSync(pathOf('index.txt'), '')
  writeFileSync(pathOf('crlnumber'), '01\n')
  const section = ['database=index.txt', 'crlnumber=crlnumber', 'default_md=sha256', 'default_crl_days=2']
  writeFileSync(pathOf('ca.cnf'), ['[ca]', 'default_ca=test', '[test]', ...section, ''].join('\n'))
  const caArgs = ['-config', 'ca.cnf', '-keyfile', 'ca.key', '-cert', 'ca.crt']
  return {
    dir,
    certFile: pathOf('ca.crt'),
    keyFile: pathOf('ca.key'),
    issue(file, subject, extensions = '') {
      newKey(`${file}.key`)
      openssl('req', '-new', '-key', `${file}.key`, '-subj', subject, '-out', `${file}.csr`)
      writeFileSync(pathOf(`${file}.ext`), `basicConstraints=CA:FALSE\n${extensions}\n`)
      const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', `${file}.ext`]
      openssl('x509', '-req', '-in', `${file}.csr`, ...signed, '-out', `${file}.crt`)
      return { certFile: pathOf(`${file}.crt`), keyFile: pathOf(`${file}.key`) }
    },
    revoke(...pairs) {
      for (const it of pairs) openssl('ca', ...caArgs, '-revoke', it.certFile)
      openssl('ca', ...caArgs, '-gencrl', '-out', 'ca.crl')
      return pathOf('ca.crl')
    },
  }
}
