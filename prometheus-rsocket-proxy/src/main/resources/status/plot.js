/*
 * A line over the last minutes.
 */

import { element, setAttribute, svg } from './dom.js';
import { now, span, timeOfDay } from './format.js';

/** How many minutes may be shown: the fewest that have all points. The proxy keeps fifteen. */
const RANGES = [2, 5, 15];

const TICKS = { 2: [2, 1, 0], 5: [5, 4, 3, 2, 1, 0], 15: [15, 10, 5, 0] };

const HEIGHT = 180;
const LEFT = 52;
const RIGHT = 10;
const TOP = 10;
const BOTTOM = 24;

/** A circle about the place, which the width of its line fills: of one point there is no line to see. */
const DOT = 'm-1.2 0a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0 -2.4 0';

/** Longer than an interval between two scrapes: what is further apart is not joined. */
const GAP_MILLISECONDS = 95_000;

export class Plot {

	#series;

	#format;

	#axis;

	#name;

	#points = [];

	#width = 0;

	#minutes = RANGES[0];

	#grid = svg('g', { class: 'grid' });

	#paths;

	#failures = svg('path', { class: 'failures' });

	#cursor = svg('line', { class: 'cursor', visibility: 'hidden' });

	#tip = element('p', { class: 'tip', hidden: true, 'aria-hidden': 'true' });

	#drawing;

	/**
	 * @param figure where to draw
	 * @param name what the plot is of
	 * @param series the lines: objects with a label, a class and value(point), which may be undefined
	 * @param format says a value
	 * @param failures whether to mark where apps were left out
	 * @param axis says a value beside the axis, the same way unless given
	 */
	constructor(figure, { name, series, format, axis = format, failures = false }) {
		this.#axis = axis;
		this.#series = series;
		this.#format = format;
		this.#name = name;
		this.#paths = series.map((line) => ({
			area: svg('path', { class: `area ${line.class}` }),
			line: svg('path', { class: `line ${line.class}` }),
		}));
		this.#drawing = svg('svg', { role: 'img', height: String(HEIGHT) }, this.#grid,
			...this.#paths.map(({ area }) => area), this.#failures, ...this.#paths.map(({ line }) => line).reverse(), this.#cursor);
		if (!failures) {
			this.#failures.remove();
		}
		figure.append(element('div', { class: 'drawing' }, this.#drawing, this.#tip));
		new ResizeObserver(() => this.#draw()).observe(this.#drawing.parentElement);
		this.#drawing.addEventListener('pointermove', (event) => this.#point(event));
		this.#drawing.addEventListener('pointerleave', () => this.#unpoint());
	}

	/** @param points a map of points by their time in milliseconds */
	show(points) {
		this.#points = [...points].sort(([a], [b]) => a - b);
		this.#draw();
	}

	#draw() {
		this.#width = this.#drawing.parentElement.clientWidth;
		if (this.#width === 0) {
			return;
		}
		setAttribute(this.#drawing, 'viewBox', `0 0 ${this.#width} ${HEIGHT}`);
		const end = now();
		const oldest = this.#points.length > 0 ? end - this.#points[0][0] : 0;
		this.#minutes = RANGES.find((minutes) => minutes * 60_000 >= oldest) ?? RANGES.at(-1);
		const most = ceiling(Math.max(0, ...this.#points.flatMap(([, point]) => this.#series.map((line) => line.value(point) ?? 0))));
		const x = (time) => LEFT + (1 - (end - time) / (this.#minutes * 60_000)) * (this.#width - LEFT - RIGHT);
		const y = (value) => HEIGHT - BOTTOM - (value / most) * (HEIGHT - TOP - BOTTOM);
		this.#drawGrid(x, y, most, end);
		this.#series.forEach((line, index) => {
			const known = this.#points.filter(([time, point]) => line.value(point) !== undefined && x(time) >= LEFT);
			const stretches = split(known);
			const place = ([time, point]) => `${x(time).toFixed(1)} ${y(line.value(point)).toFixed(1)}`;
			this.#paths[index].line.setAttribute('d', stretches
				.map((stretch) => `M${stretch.map(place).join('L')}${stretch.length === 1 ? DOT : ''}`).join(''));
			this.#paths[index].area.setAttribute('d', stretches.map((stretch) => `M${x(stretch[0][0]).toFixed(1)} ${HEIGHT - BOTTOM}`
				+ `L${stretch.map(place).join('L')}V${HEIGHT - BOTTOM}Z`).join(''));
		});
		this.#failures.setAttribute('d', this.#points.filter(([time, point]) => point.failedPulls > 0 && x(time) >= LEFT)
			.map(([time]) => `M${x(time).toFixed(1)} ${HEIGHT - BOTTOM}v-7`).join(''));
		setAttribute(this.#drawing, 'aria-label', this.#describe());
	}

	#drawGrid(x, y, most, end) {
		const parts = [];
		for (const part of [0, 0.5, 1]) {
			const height = y(part * most);
			parts.push(svg('line', { x1: LEFT, x2: this.#width - RIGHT, y1: height, y2: height }),
				svg('text', { x: LEFT - 8, y: height + 4, 'text-anchor': 'end' }, part === 0 ? '0' : this.#axis(part * most)));
		}
		for (const minutes of TICKS[this.#minutes]) {
			const label = minutes === 0 ? 'now' : `−${minutes} min`;
			parts.push(svg('text', { x: x(end - minutes * 60_000), y: HEIGHT - 6,
				'text-anchor': minutes === this.#minutes ? 'start' : (minutes === 0 ? 'end' : 'middle') }, label));
		}
		this.#grid.replaceChildren(...parts);
	}

	#describe() {
		const texts = this.#series.map((line) => {
			const values = this.#points.map(([, point]) => line.value(point)).filter((value) => value !== undefined);
			return values.length === 0 ? null
				: `${line.label}: ${this.#format(values.at(-1))} now, ${this.#format(Math.max(...values))} at most`;
		}).filter(Boolean);
		return `${this.#name} over the last ${this.#minutes} minutes. ${texts.join('. ') || 'No scrapes yet'}.`;
	}

	#point(event) {
		const box = this.#drawing.getBoundingClientRect();
		const end = now();
		const time = end - (1 - (event.clientX - box.left - LEFT) / (this.#width - LEFT - RIGHT)) * this.#minutes * 60_000;
		const nearest = this.#points.reduce((best, point) => (!best || Math.abs(point[0] - time) < Math.abs(best[0] - time)
			? point : best), null);
		if (!nearest || Math.abs(nearest[0] - time) > GAP_MILLISECONDS) {
			this.#unpoint();
			return;
		}
		const [at, point] = nearest;
		const place = LEFT + (1 - (end - at) / (this.#minutes * 60_000)) * (this.#width - LEFT - RIGHT);
		for (const [name, value] of Object.entries({ x1: place, x2: place, y1: TOP, y2: HEIGHT - BOTTOM, visibility: 'visible' })) {
			this.#cursor.setAttribute(name, value);
		}
		const lines = this.#series.map((line) => [line.label, line.value(point)]).filter(([, value]) => value !== undefined)
			.map(([label, value]) => `${label} ${this.#format(value)}`);
		if (point.failedPulls > 0) {
			lines.push(`${point.failedPulls} of ${point.pulls} apps left out`);
		}
		this.#tip.textContent = [`${timeOfDay(at)} (${span(end - at)} ago)`, ...lines].join('\n');
		this.#tip.hidden = false;
		this.#tip.style.left = `${Math.min(place + 12, Math.max(0, this.#width - this.#tip.offsetWidth - 4))}px`;
	}

	#unpoint() {
		this.#cursor.setAttribute('visibility', 'hidden');
		this.#tip.hidden = true;
	}

}

/** The next larger number that is 1, 2 or 5 times a power of ten. */
function ceiling(value) {
	if (value <= 0) {
		return 0.01;
	}
	const power = 10 ** Math.floor(Math.log10(value));
	return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= value * 0.999);
}

function split(points) {
	const stretches = [];
	for (const point of points) {
		const stretch = stretches.at(-1);
		if (stretch && point[0] - stretch.at(-1)[0] <= GAP_MILLISECONDS) {
			stretch.push(point);
		}
		else {
			stretches.push([point]);
		}
	}
	return stretches;
}
