package io.dataflowmonitoring.demo.task;

import java.math.BigDecimal;

/**
 * One line of the input.
 *
 * @param number position in the run, counted from 1
 * @param region sales region such as {@code EMEA}
 * @param quantity number of pieces, at least 1
 * @param unitPrice price of one piece in EUR, not negative
 */
record Order(int number, String id, String region, String product, int quantity, BigDecimal unitPrice) {
}
