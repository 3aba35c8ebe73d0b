// Audit pages with Lighthouse: `node lighthouse.cjs CHROMIUM < audits.json`.
//
// Standard input: a list of {url, skip}, skip being identifiers of audits. Standard output: a list
// of {url, scores, faults}: the score of each category from 0 to 1, and the audits that lost points.
// The page is seen on a phone of the middle range, simulated by Lighthouse's defaults.

const fs = require("node:fs");
const { pathToFileURL } = require("node:url");
const chromeLauncher = require("chrome-launcher");

const CHROME_FLAGS = ["--headless=new", "--no-sandbox"];

function faults({ categories, audits }) {
  return Object.values(categories)
    .flatMap(({ auditRefs }) => auditRefs)
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 0.9)
    .map(({ id }) => `${id}: ${audits[id].displayValue ?? audits[id].title}`);
}

async function main() {
  const path = require.resolve("lighthouse");
  const { default: lighthouse } = await import(pathToFileURL(path));
  const chrome = await chromeLauncher.launch({
    chromePath: process.argv[2],
    chromeFlags: CHROME_FLAGS,
  });
  const found = [];
  try {
    for (const { url, skip } of JSON.parse(fs.readFileSync(0, "utf8"))) {
      const { lhr } = await lighthouse(url, { port: chrome.port, skipAudits: skip });
      const scores = Object.entries(lhr.categories).map(([name, { score }]) => [name, score]);
      found.push({ url, scores: Object.fromEntries(scores), faults: faults(lhr) });
    }
  } finally {
    await chrome.kill();
  }
  process.stdout.write(JSON.stringify(found));
}

main();
