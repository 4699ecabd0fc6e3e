import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

type SchemaController = NonNullable<FastifyServerOptions['schemaController']>
type Factory = NonNullable<NonNullable<SchemaController['compilersFactory']>['buildSerializer']>

/** Compiles every serializer as its route is registered: whatever is wrong with a schema stops the start. */
export const eagerSerializers = SerializerSelector() as Factory

/**
 * Compiles a serializer when its answer is first given. All of them at once cost more than half a second of a restart,
 * in which nobody is answered; a test compiles them all, so that none fails at night.
 */
export const lazySerializers: Factory = (externalSchemas, options) => {
  const compile = eagerSerializers(externalSchemas, options)
  return (route) => {
    let serialize: ((doc: unknown) => string) | undefined
    return (doc: unknown) => {
      serialize ??= compile(route)
      return serialize(doc)
    }
  }
}
