// Check pages with pa11y: `node pa11y.cjs CHROMIUM < pages.json`.
//
// Standard input: a list of {url, theme}, theme being "light" or "dark". Standard output: a list of
// findings, {url, theme, code, message, context}. One browser visits all pages, several at a time,
// since pa11y waits half a second on each until the network is idle.

const fs = require("node:fs");
const pa11y = require("pa11y");
const puppeteer = require("puppeteer");

const AT_A_TIME = 4;
const OPTIONS = { runners: ["htmlcs"], standard: "WCAG2AA", timeout: 60_000 };

async function check(browser, { url, theme }) {
  const page = await browser.newPage();
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
  const { issues } = await pa11y(url, { ...OPTIONS, browser, page });
  await page.close();
  return issues.map(({ code, message, context }) => ({ url, theme, code, message, context }));
}

async function main() {
  const browser = await puppeteer.launch({
    executablePath: process.argv[2],
    args: ["--no-sandbox"],
  });
  const pages = JSON.parse(fs.readFileSync(0, "utf8"));
  const findings = [];
  const visit = async () => {
    for (let page = pages.shift(); page; page = pages.shift()) {
      findings.push(...(await check(browser, page)));
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_A_TIME }, visit));
  } finally {
    await browser.close();
  }
  process.stdout.write(JSON.stringify(findings));
}

main();
