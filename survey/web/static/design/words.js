/* Words of the page, given by the server in the person's language. */
export const root = document.getElementById("designer");
const given = JSON.parse(root.dataset.words);

export const language = document.documentElement.lang;
export const kinds = given.kinds;
export const roles = given.roles;
export const privacies = given.privacies;
export const missing = given.missing;
export const tongues = given.languages;
export const levelWords = given.levels;

/* Words that a new option, row or part has until somebody writes others: nobody must delete them first. */
const born = given.born.map(one => new RegExp(`^${one.replace("{n}", "\\d+")}$`));
export const isBorn = words => born.some(one => one.test(words));

/* A sentence of the page with its {places} filled; of n = 1 as one speaks of one. */
export const say = (key, values = {}) => {
  const words = values.n === 1 && given.words[`${key}.one`] || given.words[key];
  if (words === undefined) throw new Error(`no word ${key}`);
  return words.replace(/\{(\w+)\}/g, (found, name) => name in values ? values[name] : found);
};

export const kindOf = name => kinds.find(kind => kind.name === name);

/* A text of the questionnaire: in the wanted language, else in the first that is written. */
export const wording = (text, wanted) =>
  (text && (text[wanted] || Object.values(text).find(Boolean))) || "";

/* Text by language tag in the language of the page. */
export const spoken = text => wording(text, language);
