import type { Dashboard, Panel, VariableModel } from '@grafana/schema'
import type { Options as BarGaugeOptions } from '@grafana/schema/dist/types/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen.d.ts'
import type { Options as StatOptions } from '@grafana/schema/dist/types/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen.d.ts'
import type {
  FieldConfig as TableField,
  Options as TableOptions,
} from '@grafana/schema/dist/types/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen.d.ts'
import type {
  FieldConfig as TimeSeriesField,
  Options as TimeSeriesOptions,
} from '@grafana/schema/dist/types/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen.d.ts'

/** A type of Grafana's as JSON has it: members of enumerations are their texts, and what is left out has its default. */
type Json<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Json<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]?: Json<T[Key]> }
        : T

/** A panel of a kind, with the options and the look of its fields that this kind knows. */
type PanelOf<Type extends string, Options, Field = Record<string, never>> = Omit<
  Json<Panel>,
  'type' | 'options' | 'fieldConfig' | 'targets'
> & {
  readonly type: Type
  readonly options: Json<Options>
  readonly fieldConfig: {
    readonly defaults: Omit<Json<NonNullable<Panel['fieldConfig']>['defaults']>, 'custom'> & {
      readonly custom?: Json<Field>
    }
    readonly overrides: readonly never[]
  }
  readonly targets: readonly InfluxQlTarget[]
}

/** As the plugin of the data source reads it; not part of Grafana's schema. */
interface InfluxQlTarget {
  readonly refId: string
  readonly datasource: { readonly type: 'influxdb'; readonly uid: string }
  readonly rawQuery: true
  readonly resultFormat: 'time_series' | 'table'
  readonly query: string
  readonly alias?: string
}

type AnyPanel =
  | PanelOf<'stat', StatOptions>
  | PanelOf<'bargauge', BarGaugeOptions>
  | PanelOf<'timeseries', TimeSeriesOptions, TimeSeriesField>
  | PanelOf<'table', TableOptions, TableField>

/** A dashboard of ours as Grafana's types allow it. */
export type DashboardFile = Omit<Json<Dashboard>, 'panels' | 'templating'> & {
  readonly uid: string
  readonly title: string
  readonly schemaVersion: number
  readonly templating: { readonly list: readonly (Omit<Json<VariableModel>, 'query'> & { readonly query: string })[] }
  readonly panels: readonly AnyPanel[]
}
