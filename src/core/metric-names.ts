/** The numbers in a record of metrics by their names with dots, such as `pass_rates.1`; null for those not measured. */
export function metricsIn(record: unknown): ReadonlyMap<string, number | null> {
  const named = new Map<string, number | null>();
  nameNumbers(record, '', named);
  named.delete('schema_version');
  return named;
}

function nameNumbers(value: unknown, name: string, named: Map<string, number | null>): void {
  if (value === null || typeof value === 'number') {
    if (name !== '') named.set(name, value);
  } else if (typeof value === 'object') {
    for (const [key, part] of Object.entries(value)) nameNumbers(part, name === '' ? key : `${name}.${key}`, named);
  }
}
