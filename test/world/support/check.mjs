/** Runs one part of a row. @returns its check, which says why where the part broke off */
export async function check(what, work) {
  try {
    const { ok, figure } = await work();
    return { ok, figure: `${what}: ${figure}` };
  } catch (error) {
    const why = error.message.split('\n').slice(0, 3).join(' ');
    return { ok: false, figure: `${what}: broke off: ${why}` };
  }
}
