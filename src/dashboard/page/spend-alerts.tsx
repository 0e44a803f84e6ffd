import { useShown } from './context.ts';

/** The caps that are nearly used up; nothing where none is. */
export function SpendAlerts() {
  const alerts = useShown().data.view.warnings.filter(({ kind }) => kind === 'budget');
  if (alerts.length === 0) return null;
  return (
    <ul class="alert">
      {alerts.map(({ message }) => (
        <li key={message}>
          <span aria-hidden="true">⚠</span> <bdi>{message}</bdi>
        </li>
      ))}
    </ul>
  );
}
