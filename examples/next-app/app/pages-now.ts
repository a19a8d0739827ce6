import { instancesPage, type Page, pages } from './pages';

/** The pages that this server has: the page of instances needs Redis. For Server Components. */
export function pagesNow(): readonly Page[] {
  return process.env.REDIS_URL ? [...pages, instancesPage] : pages;
}
