import Link from 'next/link';
import { connection } from 'next/server';
import { pagesNow } from './pages-now';
import styles from './ui/page.module.css';

export default async function Start() {
  // The list depends on the environment of the server, not of the build.
  await connection();
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Live pages with ssecast</h1>
        <p className={styles.lead}>
          Each page renders on the server, and Server-Sent Events keep it up to date. Open one in
          two windows; a private window is a second person.
        </p>
      </header>
      <ul className={styles.rows}>
        {pagesNow()
          .filter(({ about }) => about)
          .map(({ href, name, about }) => (
            <li key={href} className={styles.row}>
              <Link className={styles.strong} href={href}>
                {name}
              </Link>
              <p className={styles.muted}>{about}</p>
            </li>
          ))}
      </ul>
    </main>
  );
}
