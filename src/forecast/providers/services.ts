import type { HttpProvider } from '../provider.ts'
import { MET_NORWAY_BASE_URL, metNorway } from './met-norway.ts'
import { OPEN_METEO_BASE_URL, openMeteo } from './open-meteo.ts'

/** A service as the rest of the stage knows it. */
export interface Service {
  readonly provider: HttpProvider
  readonly defaultBaseUrl: string
  /** What the licence asks to be shown beside the data (both CC BY 4.0). */
  readonly attribution: string
}

/** The services that can be asked, by the name the configuration gives them. */
export const SERVICES: Readonly<Record<HttpProvider['name'], Service>> = {
  'open-meteo': {
    provider: openMeteo,
    defaultBaseUrl: OPEN_METEO_BASE_URL,
    attribution: 'Weather data by Open-Meteo.com (CC BY 4.0), changed: snowfall computed by Yukiban',
  },
  'met-norway': {
    provider: metNorway,
    defaultBaseUrl: MET_NORWAY_BASE_URL,
    attribution: 'Data from MET Norway (CC BY 4.0), changed: snowfall computed by Yukiban',
  },
}

/** JMA's terms of use (公共データ利用規約 第1.0版, compatible with CC BY 4.0) ask for the source and that it was processed. */
export const JMA_ATTRIBUTION =
  '出典：気象庁ホームページ（Yukibanで加工） / Source: Japan Meteorological Agency website, processed by Yukiban'
