package io.dataflowmonitoring.benchmarks.report;

import java.util.List;
import java.util.Locale;

/**
 * How something grows, as a picture in SVG: the horizontal axis is logarithmic, the
 * vertical one begins at zero, so that what stays flat looks flat.
 */
public final class GrowthPlot {

	private static final int WIDTH = 640;

	private static final int HEIGHT = 240;

	private static final int LEFT = 70;

	private static final int RIGHT = 20;

	private static final int TOP = 40;

	private static final int BOTTOM = 50;

	private static final int LINES = 4;

	private final StringBuilder svg = new StringBuilder();

	private int panels;

	/**
	 * Adds a panel below the others.
	 * @param title what is shown, with its unit
	 * @param axis what the horizontal axis is
	 * @param points the points, from left to right, at least two
	 */
	public void add(String title, String axis, List<Point> points) {
		double most = round(points.stream().mapToDouble(Point::y).max().orElseThrow());
		double first = Math.log(points.get(0).x());
		double width = Math.log(points.get(points.size() - 1).x()) - first;
		int top = this.panels++ * HEIGHT + TOP;
		int bottom = top + HEIGHT - TOP - BOTTOM;
		text(LEFT, top - 14, "start", "font-weight=\"bold\"", title);
		for (int i = 0; i <= LINES; i++) {
			double y = bottom - (bottom - top) * (double) i / LINES;
			line(LEFT, y, WIDTH - RIGHT, y, "#ddd");
			text(LEFT - 8, y + 4, "end", "", number(most * i / LINES));
		}
		StringBuilder path = new StringBuilder();
		for (Point point : points) {
			double x = LEFT + (WIDTH - LEFT - RIGHT) * (Math.log(point.x()) - first) / width;
			double y = bottom - (bottom - top) * point.y() / most;
			path.append(coordinates(x, y)).append(' ');
			this.svg.append(
					String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"#1f6feb\"/>\n", x, y));
			text(x, bottom + 18, "middle", "", String.format(Locale.ROOT, "%,.0f", point.x()));
		}
		this.svg.append("<polyline fill=\"none\" stroke=\"#1f6feb\" stroke-width=\"2\" points=\"")
			.append(path.toString().strip())
			.append("\"/>\n");
		text(LEFT + (WIDTH - LEFT - RIGHT) / 2.0, bottom + 36, "middle", "", axis);
	}

	/** Returns the picture. */
	@Override
	public String toString() {
		int height = this.panels * HEIGHT;
		return """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
				<rect width="%d" height="%d" fill="#fff"/>
				%s</svg>
				""".formatted(WIDTH, height, WIDTH, height, this.svg);
	}

	private void line(double x1, double y1, double x2, double y2, String color) {
		this.svg.append(String.format(Locale.ROOT,
				"<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n", x1, y1, x2, y2, color));
	}

	private void text(double x, double y, String anchor, String more, String text) {
		String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
		this.svg.append(String.format(Locale.ROOT,
				"<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#24292f\"%s>" + "%s</text>\n", x, y, anchor,
				more.isEmpty() ? "" : " " + more, escaped));
	}

	private static String coordinates(double x, double y) {
		return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
	}

	/** The next of 1, 2, 4 and 10, times a power of ten. */
	private static double round(double value) {
		double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-9))));
		for (double step : new double[] { 1, 2, 4 }) {
			if (value <= step * power) {
				return step * power;
			}
		}
		return 10 * power;
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, (value >= 10 || value == 0) ? "%,.0f" : "%.2f", value);
	}

	/**
	 * A point.
	 *
	 * @param x where on the horizontal axis, above zero
	 * @param y where on the vertical one, not negative
	 */
	public record Point(double x, double y) {
	}

}
