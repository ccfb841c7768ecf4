// The browser's time zone, for a page that was asked for before its cookie was there.
export const own = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
