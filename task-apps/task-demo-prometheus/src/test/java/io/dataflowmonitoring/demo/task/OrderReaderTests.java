package io.dataflowmonitoring.demo.task;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.batch.infrastructure.item.ExecutionContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OrderReaderTests {

	private static final String HEADER = OrderReader.HEADER + "\n";

	@TempDir
	@SuppressWarnings("NullAway.Init") // JUnit sets it.
	Path directory;

	@Test
	void anOrderIsReadWithItsNumber() throws Exception {
		assertThat(readAll(HEADER + "o-1,EMEA,Desk lamp,2,34.90\no-2,APAC,\"Cable, 2 m\",3,6.20\n", 0)).containsExactly(
				new Order(1, "o-1", "EMEA", "Desk lamp", 2, new BigDecimal("34.90")),
				new Order(2, "o-2", "APAC", "Cable, 2 m", 3, new BigDecimal("6.20")));
	}

	@Test
	void theBundledSampleIsReadWhole() throws Exception {
		assertThat(readAll(new OrderReader("classpath:sample-orders.csv", 0))).hasSize(60);
	}

	@Test
	void blankLinesAndAByteOrderMarkAreSkipped() throws Exception {
		assertThat(readAll("\uFEFF" + HEADER + "\no-1,EMEA,Lamp,2,34.90\n \n\n", 0)).hasSize(1);
	}

	@Test
	void aSmallerSizeStopsEarly() throws Exception {
		assertThat(readAll(orders(5), 3)).extracting(Order::id).containsExactly("o-1", "o-2", "o-3");
	}

	@Test
	void aLargerSizeStartsAgainAtTheFirstOrder() throws Exception {
		List<Order> orders = readAll(orders(2), 5);
		assertThat(orders).extracting(Order::id).containsExactly("o-1", "o-2", "o-1", "o-2", "o-1");
		assertThat(orders).extracting(Order::number).containsExactly(1, 2, 3, 4, 5);
	}

	@Test
	void aSizeDoesNotRepeatAnInputWithoutOrders() throws Exception {
		assertThat(readAll(HEADER, 5)).isEmpty();
	}

	@Test
	void aRestartContinuesWhereTheStateWasSaved() throws Exception {
		ExecutionContext state = new ExecutionContext();
		OrderReader first = reader(orders(4), 0);
		first.open(state);
		first.read();
		first.read();
		first.update(state);
		first.read();
		first.close();
		OrderReader second = reader(orders(4), 0);
		second.open(state);
		assertThat(second.read()).extracting(Order::id, Order::number).containsExactly("o-3", 3);
	}

	@Test
	void aRestartContinuesInARepeatedInput() throws Exception {
		ExecutionContext state = new ExecutionContext();
		OrderReader first = reader(orders(2), 6);
		first.open(state);
		for (int i = 0; i < 5; i++) {
			first.read();
		}
		first.update(state);
		first.close();
		OrderReader second = reader(orders(2), 6);
		second.open(state);
		assertThat(second.read()).extracting(Order::id, Order::number).containsExactly("o-2", 6);
		assertThat(second.read()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			o-2,EMEA,Lamp,two,34.90 | quantity must be a whole number of at least 1, but is 'two'
			o-2,EMEA,Lamp,0,34.90   | quantity must be a whole number of at least 1, but is '0'
			o-2,EMEA,Lamp,1,-1      | unitPrice must be a number of at least 0 with a decimal point, but is '-1'
			o-2,EMEA,Lamp,1,        | unitPrice must be a number of at least 0 with a decimal point, but is ''
			o-2,,Lamp,1,34.90       | region must be 1 to 32 characters long, but is ''
			o-2,EMEA,Lamp,1         | there must be 5 values (id,region,product,quantity,unitPrice), but there are 4
			""")
	void aBrokenLineIsNamed(String line, String reason) {
		assertThatInput(HEADER + "o-1,EMEA,Lamp,2,34.90\n\n" + line + "\n")
			.failsWith("orders.csv, line 4: " + reason + ". Correct the line.");
	}

	@Test
	void anotherHeaderIsNamed() {
		assertThatInput("id;region;product;quantity;unitPrice\n").failsWith(
				"orders.csv, line 1: the header must be 'id,region,product,quantity,unitPrice', but is 'id;region;product;quantity;unitPrice'. Correct the header.");
	}

	@Test
	void anEmptyFileIsNamed() {
		assertThatInput("")
			.failsWith("orders.csv is empty. It must start with the header 'id,region,product,quantity,unitPrice'.");
	}

	private static String orders(int count) {
		StringBuilder csv = new StringBuilder(HEADER);
		for (int i = 1; i <= count; i++) {
			csv.append("o-%d,EMEA,Lamp,1,1.00\n".formatted(i));
		}
		return csv.toString();
	}

	private OrderReader reader(String csv, int size) throws IOException {
		Path file = Files.writeString(this.directory.resolve("orders.csv"), csv);
		return new OrderReader(file.toString(), size);
	}

	private List<Order> readAll(String csv, int size) throws Exception {
		return readAll(reader(csv, size));
	}

	private static List<Order> readAll(OrderReader reader) throws Exception {
		List<Order> orders = new ArrayList<>();
		reader.open(new ExecutionContext());
		@Nullable Order order = reader.read();
		while (order != null) {
			orders.add(order);
			order = reader.read();
		}
		reader.close();
		return orders;
	}

	private Input assertThatInput(String csv) {
		return (message) -> assertThatExceptionOfType(Exception.class).isThrownBy(() -> readAll(csv, 0))
			.havingRootCause()
			.isInstanceOf(InvalidInputException.class)
			.withMessageEndingWith(message);
	}

	private interface Input {

		void failsWith(String message);

	}

}
