import { Choice, Field } from '../ui/field';
import styles from './compose.module.css';
import type { Kind } from './message';

/**
 * The fields of each kind of event, filled in, so that one key sends them. Each kind has two lines, so that
 * the elements below do not move.
 */
export function KindFields({ kind, problem }: { kind: Kind; problem: string | undefined }) {
  const json = { label: 'Data, as JSON', name: 'data', mono: true, problem };
  switch (kind) {
    case 'notification':
      return (
        <>
          <div className={styles.pair}>
            <Field label="Title" name="title" defaultValue="Report approved" required />
            <Choice label="Type" name="level" defaultValue="success">
              <option>info</option>
              <option>success</option>
              <option>warning</option>
              <option>error</option>
            </Choice>
          </div>
          <Field label="Message" name="message" defaultValue="It is ready to be sent out." />
        </>
      );
    case 'update':
      return (
        <>
          <div className={styles.pair}>
            <Field label="Resource" name="resource" defaultValue="invoice" required />
            <Field label="Action" name="action" defaultValue="paid" required />
          </div>
          <Field {...json} defaultValue={'{ "number": 1042 }'} />
        </>
      );
    case 'system':
      return (
        <>
          <Field label="Type" name="type" defaultValue="maintenance" required />
          <Field {...json} defaultValue={'{ "minutes": 10 }'} />
        </>
      );
    case 'custom':
      return (
        <>
          <Field label="Event" name="event" defaultValue="cursor_moved" required />
          <Field {...json} defaultValue={'{ "x": 120, "y": 48 }'} />
        </>
      );
  }
}
