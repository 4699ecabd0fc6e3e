import { BoardDesk } from './board/board-desk.ts'
import { BOARD_SCHEMAS, BoardSchema } from './board/board-schema.ts'
import type { Api, ApiDeps } from './deps.ts'
import { principalOf } from './principal.ts'
import { ref } from './schema.ts'

/** `GET /board`: all that needs an officer now, in one consistent read. */
export function registerBoard(app: Api, deps: ApiDeps): void {
  const desk = new BoardDesk(deps)
  for (const schema of BOARD_SCHEMAS) app.addSchema(schema)
  app.get(
    '/api/v1/board',
    {
      config: { scope: 'decisions:read' },
      schema: {
        summary: 'What needs an officer now, the most urgent first, each with why',
        description:
          'Orders are those of one moment: none is in two places or in none. Lists are bounded and tell their totals. ' +
          'Telephone numbers and messages are for those who may read contractors.',
        tags: ['orders'],
        response: { 200: ref(BoardSchema) },
      },
    },
    (request) => desk.board(principalOf(request)),
  )
}
