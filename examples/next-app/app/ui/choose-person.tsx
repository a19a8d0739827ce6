import { Button } from '../sse-demo/ui/button';
import { Field } from '../sse-demo/ui/field';
import styles from './page.module.css';

/** In place of the sign-in of a real app. The answer is a new page, and so a new connection. */
export function ChoosePerson({ back }: { back: string }) {
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Who are you?</h1>
        <p className={styles.lead}>
          A name is all it takes. It holds for this browser; a private window is a second person.
        </p>
      </header>
      <form className={styles.form} action="/api/person" method="post">
        <input type="hidden" name="back" value={back} />
        <Field label="Name" name="name" maxLength={40} pattern=".*[A-Za-z0-9].*" required />
        <Button type="submit" primary>
          Go on
        </Button>
      </form>
    </main>
  );
}
