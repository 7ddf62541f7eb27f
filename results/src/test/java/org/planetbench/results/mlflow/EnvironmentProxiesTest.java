package org.planetbench.results.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exceptions as Python's requests 2.32 reads them; see its should_bypass_proxies. */
class EnvironmentProxiesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://mlflow.corp.test      |                        | proxy:3128",
        "http://mlflow.corp.test      | corp.test              | ''",
        "http://mlflow.corp.test      | .corp.test             | ''",
        "http://mlflow.corp.test      | orp.test               | proxy:3128",
        "http://mlflow.corp.test:5000 | a.test,corp.test:5000  | ''",
        "http://mlflow.corp.test:5001 | a.test,corp.test:5000  | proxy:3128",
        "http://mlflow.corp.test      | *                      | ''",
        "http://10.1.2.3:5000         | 10.0.0.0/8             | ''",
        "http://11.1.2.3:5000         | 10.0.0.0/8             | proxy:3128",
        "http://localhost:5000        |                        | ''",
        "http://127.0.0.1:5000        |                        | ''",
        "https://mlflow.corp.test     |                        | secure:80",
      })
  void asksTheProxyUnlessTheServerIsExcepted(String server, String exceptions, String expected)
      throws TrackingException {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "HTTP_PROXY", "wrong:1",
                "http_proxy", "http://me:word@proxy:3128",
                "HTTPS_PROXY", "secure"));
    Optional.ofNullable(exceptions).ifPresent(list -> environment.put("NO_PROXY", list));
    EnvironmentProxies proxies =
        EnvironmentProxies.of(URI.create(server), new MlflowVariables(environment));
    assertEquals(expected, proxies.shown().orElse(""));
  }
}
