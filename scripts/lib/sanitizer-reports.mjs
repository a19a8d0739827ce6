/** Reports of a log, each with its stacks. */
export const split = (text) =>
  text
    .split(/^(?==+$)|^(?=(?:Direct|Indirect) leak of )|^(?=.*: runtime error: )/m)
    .filter((part) => /^\s*#\d+ /m.test(part));

/** Frames of the sanitizer and of the system's libraries, which stand above those of the caller. */
const passedThrough =
  /\((?:[^)]*\/)?(?:lib[atu]san|libc|libstdc\+\+|libgcc_s|libm|ld-linux[^)]*)[.-][^)]*\)$/;

function stacks(report) {
  const all = [];
  for (const line of report.split('\n')) {
    if (/^\s*#0 /.test(line)) all.push([]);
    if (/^\s*#\d+ /.test(line)) all.at(-1)?.push(line.trim().replace(/ \(BuildId: \w+\)$/, ''));
  }
  return all;
}

const isAddon = (frame) => frame.includes('ssecast');
const accessor = (stack) => stack.find((frame) => !passedThrough.test(frame)) ?? '';

/**
 * libuv closes descriptors by the bare system call, which ThreadSanitizer does not see: for it, the next
 * owner of the number meets the one before. Suppressions cannot name the creator of a descriptor.
 */
function isNumberOfLibuv(report) {
  const created = /^\s*Location is file descriptor \d+ [\s\S]*?(?=\n\n)/m.exec(report)?.[0];
  return created !== undefined && stacks(created).some((stack) => /\buv_/.test(accessor(stack)));
}

/** Who gets a number from the kernel; no other owner is left then. */
const makesDescriptor =
  /^#0 (?:open|openat|creat|fopen|socket|socketpair|accept|accept4|dup|dup2|dup3|pipe|pipe2|eventfd|epoll_create1?|timerfd_create|inotify_init1?)(?:64)? /;

/**
 * The same without a place where the number was created: the newer access is one that creates a
 * descriptor, and what was done with that number before cannot have been done to this one. A number
 * that is used after it was closed has the creation as the older access, and is reported.
 */
const isNumberGivenAgain = (report) => makesDescriptor.test(stacks(report)[0]?.[0] ?? '');

/**
 * Whether a report is about the addon. Node itself is built without sanitizers, and its own threads
 * look like races where they meet through atomics that ThreadSanitizer cannot see; so for a race the
 * frame counts that did the access, in both stacks. Everything else counts wherever the addon is.
 */
export function ours(report) {
  if (!report.includes('ThreadSanitizer: data race')) return stacks(report).flat().some(isAddon);
  if (isNumberOfLibuv(report) || isNumberGivenAgain(report)) return false;
  return stacks(report)
    .slice(0, 2)
    .some((stack) => isAddon(accessor(stack)));
}
