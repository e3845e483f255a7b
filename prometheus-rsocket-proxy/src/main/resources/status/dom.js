/*
 * Makes elements. Whatever apps say only ever becomes text, never markup.
 */

const SVG = 'http://www.w3.org/2000/svg';

export const byId = (id) => document.getElementById(id);

/**
 * Makes an element. Properties are set as such, `class` and those with a dash as attributes.
 */
export function element(name, properties = {}, ...children) {
	const made = document.createElement(name);
	for (const [key, value] of Object.entries(properties)) {
		if (key === 'class' || key === 'role' || key === 'scope' || key.includes('-')) {
			made.setAttribute(key, value);
		}
		else {
			made[key] = value;
		}
	}
	made.append(...children);
	return made;
}

/** Makes an element of a drawing. */
export function svg(name, attributes = {}, ...children) {
	const made = document.createElementNS(SVG, name);
	for (const [key, value] of Object.entries(attributes)) {
		made.setAttribute(key, value);
	}
	made.append(...children);
	return made;
}

/** Sets a text, and leaves the page alone if it is there already. */
export function setText(node, text) {
	if (node.textContent !== text) {
		node.textContent = text;
	}
}

/** Sets an attribute, and leaves the page alone if it is there already. */
export function setAttribute(node, name, value) {
	if (node.getAttribute(name) !== value) {
		node.setAttribute(name, value);
	}
}

/** Shows or hides an element. */
export function show(node, visible) {
	if (node.hidden === visible) {
		node.hidden = !visible;
	}
}
