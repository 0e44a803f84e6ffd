/** The numbers in a record of metrics by their names with dots, such as `pass_rates.1`; null for those not measured. */
export function metricsIn(record: unknown): ReadonlyMap<string, number | null> {
  const named = numbersIn(record, '').filter(([name]) => name !== 'schema_version');
  return new Map(named);
}

function numbersIn(value: unknown, name: string): readonly (readonly [string, number | null])[] {
  if (value === null || typeof value === 'number') return name === '' ? [] : [[name, value]];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, part]) => numbersIn(part, name === '' ? key : `${name}.${key}`));
}
