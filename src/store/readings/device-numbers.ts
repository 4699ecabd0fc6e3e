import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** Device ids as small integers, so that keys stay short. */
export class DeviceNumbers {
  readonly #byId = new Map<string, number>()
  readonly #byNumber = new Map<number, string>()
  readonly #insert: StatementSync
  readonly #findNo: StatementSync
  readonly #findId: StatementSync

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare('insert into device (id) values (?) on conflict do nothing')
    this.#findNo = database.prepare('select no from device where id = ?')
    this.#findId = database.prepare('select id from device where no = ?')
  }

  /** The number of a device, given now if it is new; inside the caller's transaction. */
  assign(id: string): number {
    const known = this.find(id)
    if (known !== undefined) return known
    this.#insert.run(id)
    const no = this.find(id)
    if (no === undefined) throw new Error(`device ${id} was given no number`)
    return no
  }

  /** To be called when a transaction was rolled back: numbers given in it are void. */
  forget(): void {
    this.#byId.clear()
    this.#byNumber.clear()
  }

  /** The number of a device, if it has ever sent anything. */
  find(id: string): number | undefined {
    const cached = this.#byId.get(id)
    if (cached !== undefined) return cached
    const no = this.#findNo.get(id)?.no
    return no === undefined ? undefined : this.#remember(id, Number(no))
  }

  id(no: number): string {
    const cached = this.#byNumber.get(no)
    if (cached !== undefined) return cached
    const id = this.#findId.get(no)?.id
    if (id === undefined) throw new Error(`no device has number ${no}`)
    this.#remember(String(id), no)
    return String(id)
  }

  #remember(id: string, no: number): number {
    this.#byId.set(id, no)
    this.#byNumber.set(no, id)
    return no
  }
}
