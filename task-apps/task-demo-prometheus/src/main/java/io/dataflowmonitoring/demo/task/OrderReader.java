package io.dataflowmonitoring.demo.task;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.file.FlatFileItemReader;
import org.springframework.batch.infrastructure.item.file.transform.DelimitedLineTokenizer;
import org.springframework.batch.infrastructure.item.support.AbstractItemCountingItemStreamItemReader;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.util.ResourceUtils;

/**
 * Reads orders from a CSV file: the header, then one order per line. Values may be
 * quoted, blank lines are skipped. A restart continues behind the last committed chunk.
 */
class OrderReader extends AbstractItemCountingItemStreamItemReader<Order> {

	static final String HEADER = "id,region,product,quantity,unitPrice";

	private static final int COLUMNS = HEADER.split(",").length;

	/** Width of the column {@code order_totals.region}. */
	private static final int MAX_REGION_LENGTH = 32;

	private final DelimitedLineTokenizer tokenizer = new DelimitedLineTokenizer();

	private final FlatFileItemReader<Order> file;

	private final String location;

	private final boolean repeat;

	private boolean headerSeen;

	/**
	 * Create a reader.
	 * @param location the file: a path or a URL
	 * @param size number of orders to read in all: 0 for each order of the file once;
	 * more than the file has starts again at its first order
	 */
	OrderReader(String location, int size) {
		this.location = location;
		this.repeat = size > 0;
		this.file = new FlatFileItemReader<>(resource(location), this::order) {
			@Override
			protected boolean isComment(String line) {
				return line.isBlank();
			}
		};
		this.file.setSaveState(false);
		this.file.setLinesToSkip(1);
		this.file.setSkippedLinesCallback(this::checkHeader);
		setName("orders");
		if (size > 0) {
			setMaxItemCount(size);
		}
	}

	static Resource resource(String location) {
		return ResourceUtils.isUrl(location) ? new DefaultResourceLoader().getResource(location)
				: new FileSystemResource(location);
	}

	@Override
	protected void doOpen() {
		this.headerSeen = false;
		this.file.open(new ExecutionContext());
		if (!this.headerSeen) {
			throw new InvalidInputException(
					this.location + " is empty. It must start with the header '" + HEADER + "'.");
		}
	}

	@Override
	protected @Nullable Order doRead() throws Exception {
		Order order = this.file.read();
		if (order == null && this.repeat) {
			doClose();
			doOpen();
			order = this.file.read();
		}
		return order;
	}

	@Override
	protected void doClose() {
		this.file.close();
	}

	private void checkHeader(String line) {
		this.headerSeen = true;
		// Spreadsheets write a byte order mark in front.
		String header = line.replace("\uFEFF", "").replace(" ", "");
		if (!header.equals(HEADER)) {
			throw new InvalidInputException("%s, line 1: the header must be '%s', but is '%s'. Correct the header."
				.formatted(this.location, HEADER, header));
		}
	}

	private Order order(String line, int lineNumber) {
		List<String> values = Arrays.stream(this.tokenizer.tokenize(line).getValues()).map(String::strip).toList();
		if (values.size() != COLUMNS) {
			throw new InvalidInputException(
					"%s, line %d: there must be %d values (%s), but there are %d. Correct the line."
						.formatted(this.location, lineNumber, COLUMNS, HEADER, values.size()));
		}
		String region = value(lineNumber, "region", values.get(1), Function.identity(),
				(text) -> !text.isEmpty() && text.length() <= MAX_REGION_LENGTH,
				"1 to " + MAX_REGION_LENGTH + " characters long");
		int quantity = value(lineNumber, "quantity", values.get(3), Integer::valueOf, (number) -> number > 0,
				"a whole number of at least 1");
		BigDecimal unitPrice = value(lineNumber, "unitPrice", values.get(4), BigDecimal::new,
				(price) -> price.signum() >= 0, "a number of at least 0 with a decimal point");
		return new Order(getCurrentItemCount(), values.get(0), region, values.get(2), quantity, unitPrice);
	}

	private <T> T value(int lineNumber, String column, String text, Function<String, T> parser, Predicate<T> valid,
			String expected) {
		try {
			T value = parser.apply(text);
			if (valid.test(value)) {
				return value;
			}
		}
		catch (NumberFormatException ex) {
			// As wrong as a number out of range.
		}
		throw new InvalidInputException("%s, line %d: %s must be %s, but is '%s'. Correct the line."
			.formatted(this.location, lineNumber, column, expected, text));
	}

}
