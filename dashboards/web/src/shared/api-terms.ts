/** Terms that several answers of the API use. */

/** What a crew is asked for: to be ready, or to go. */
export type Level = 'standby' | 'dispatch'

/** Why the snow on a road is not known. */
export type UnknownReason = 'no-sensor' | 'never-reported' | 'silent' | 'in-doubt'
