/** How devices fare and what they are told. */
export interface DeviceLifeTables {
  device_states: DeviceStateRow
  device_desired: DeviceDesiredRow
  device_reported: DeviceReportedRow
  device_commands: DeviceCommandRow
  cursors: CursorRow
}

export interface DeviceStateRow {
  device_id: string
  status: string
  battery: string
  clock: string
  /** Since when the status holds. */
  since_at: number
  updated_at: number
  evidence_json: string
}

export interface DeviceDesiredRow {
  device_id: string
  version: number
  body_json: string
  updated_at: number
  actor: string
}

export interface DeviceReportedRow {
  device_id: string
  version: number | null
  interval_s: number | null
  body_json: string
  reported_at: number
}

export interface DeviceCommandRow {
  id: string
  device_id: string
  kind: string
  state: string
  actor: string
  created_at: number
  expires_at: number
  sent_at: number | null
  sends: number
  finished_at: number | null
  detail: string | null
}

export interface CursorRow {
  name: string
  position: number
}
