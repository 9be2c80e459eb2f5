// Stands in for `re2js` in our bundles (see vite.config.ts). Firestore pulls that engine in for regular expressions in
// pipeline queries, which the screens do not use; it would be a fifth of the tablet's download.

export const RE2JS = {
  compile(): never {
    throw new Error('regular expressions in Firestore pipelines are left out of these bundles');
  },
};
