/** How names are searched; the service has the same rules. */
export { searchable, seeker } from '../../../../src/domain/search-text.ts'
