/** After how many seconds of silence the usual proxies cut a response, unless they are told otherwise. */
export const idleLimits: readonly { name: string; seconds: number; setting: string }[] = [
  { name: 'Heroku', seconds: 55, setting: 'it cannot be changed' },
  { name: 'nginx', seconds: 60, setting: 'proxy_read_timeout 1h;' },
  { name: 'AWS ALB', seconds: 60, setting: 'idle_timeout.timeout_seconds=4000' },
  { name: 'Cloudflare', seconds: 100, setting: 'it cannot be changed below Enterprise' },
];
