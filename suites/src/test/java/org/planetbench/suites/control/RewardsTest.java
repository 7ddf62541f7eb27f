package org.planetbench.suites.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.planetbench.suites.Oracle;

final class RewardsTest {
  @Test
  void toleratesAsDmControlDoes() {
    JsonNode records = Oracle.read("/oracle/tolerance.json.gz");
    assertTrue(records.size() > 100);
    for (JsonNode record : records) {
      double reward =
          Rewards.tolerance(
              record.required("value").doubleValue(),
              record.required("lower").doubleValue(),
              record.required("upper").doubleValue(),
              record.required("margin").doubleValue(),
              Rewards.Sigmoid.valueOf(
                  record.required("sigmoid").textValue().toUpperCase(Locale.ROOT)),
              record.required("value_at_margin").doubleValue());
      assertEquals(record.required("reward").doubleValue(), reward, 1e-15, record::toString);
    }
  }

  @Test
  void refusesImpossibleBounds() {
    assertThrows(IllegalArgumentException.class, () -> Rewards.indicator(0, 1, -1));
    assertThrows(IllegalArgumentException.class, () -> Rewards.gaussian(0, 0, 1, -1));
  }
}
