/*
 * Numbers and times for people.
 */

const integers = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** By how much the proxy's clock is ahead of the browser's, in milliseconds. */
let offset = 0;

export function proxyTimeIs(iso) {
	offset = Date.parse(iso) - Date.now();
}

export const now = () => Date.now() + offset;

export const count = (value) => integers.format(value);

export const shortCount = (value) => (value < 10_000 ? integers.format(value) : compact.format(value));

export const plural = (value, one, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;

export const percent = (ratio) => (ratio > 0 && ratio < 0.001 ? '< 0.1 %'
	: `${Number((ratio * 100).toPrecision(ratio < 0.1 ? 2 : 3))} %`);

/** How long something took, from seconds. */
export function duration(seconds) {
	if (seconds < 0.0005) {
		return '< 1 ms';
	}
	if (seconds < 1) {
		return `${Math.round(seconds * 1000)} ms`;
	}
	return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
}

export function bytes(size) {
	if (size < 1000) {
		return `${count(size)} B`;
	}
	const units = ['kB', 'MB', 'GB', 'TB'];
	let value = size;
	let unit = -1;
	do {
		value /= 1000;
		unit++;
	} while (value >= 999.5 && unit < units.length - 1);
	return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** A span of time in its two largest units, from milliseconds. */
export function span(milliseconds) {
	const seconds = Math.max(0, Math.floor(milliseconds / 1000));
	if (seconds < 60) {
		return `${seconds} s`;
	}
	const units = [[86_400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
	const first = units.findIndex(([length]) => seconds >= length);
	const [length, name] = units[first];
	const rest = Math.floor((seconds % length) / units[first + 1][0]);
	const large = `${Math.floor(seconds / length)} ${name}`;
	return rest === 0 ? large : `${large} ${rest} ${units[first + 1][1]}`;
}

export const ago = (iso) => {
	const passed = now() - Date.parse(iso);
	return passed < 1000 ? 'now' : `${span(passed)} ago`;
};

export const since = (iso) => span(now() - Date.parse(iso));

/** In the larger of the two units. */
export const agoRoughly = (iso) => ago(iso).replace(/^(\d+ \w+) .* ago$/, '$1 ago');

export const timeOfDay = (milliseconds) => clock.format(milliseconds);

export const fullTime = (iso) => moment.format(Date.parse(iso));
