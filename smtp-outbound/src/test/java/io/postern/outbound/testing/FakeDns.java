package io.postern.outbound.testing;

import io.postern.core.port.Resolver;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A DNS that is a value: what is not in it does not exist. */
public final class FakeDns implements Resolver {
  private final Map<String, Answer<Exchange>> mx = new ConcurrentHashMap<>();
  private final Map<String, Answer<InetAddress>> four = new ConcurrentHashMap<>();
  private final Map<String, Answer<InetAddress>> six = new ConcurrentHashMap<>();

  /** MX records as in {@code "10 mx.example.org"}; a dot is the root. */
  public FakeDns mx(String domain, String... records) {
    List<Exchange> all = new ArrayList<>();
    for (String record : records) {
      String[] words = record.split(" ");
      all.add(new Exchange(Integer.parseInt(words[0]), words[1].equals(".") ? "" : words[1]));
    }
    return mx(domain, all.isEmpty() ? new Answer.NoData<>() : new Answer.Found<>(all));
  }

  public FakeDns mx(String domain, Answer<Exchange> answer) {
    mx.put(domain, answer);
    return this;
  }

  public FakeDns a(String host, String... addresses) {
    List<InetAddress> all = new ArrayList<>();
    for (String address : addresses) {
      all.add(InetAddress.ofLiteral(address));
    }
    return a(host, new Answer.Found<>(all));
  }

  public FakeDns a(String host, Answer<InetAddress> answer) {
    four.put(host, answer);
    return this;
  }

  public FakeDns aaaa(String host, Answer<InetAddress> answer) {
    six.put(host, answer);
    return this;
  }

  @Override
  public Answer<Tlsa> tlsa(String name) {
    return new Answer.NxDomain<>();
  }

  @Override
  public Answer<String> alias(String name) {
    return new Answer.NoData<>();
  }

  @Override
  public Answer<Exchange> mx(String domain) {
    return mx.getOrDefault(domain, new Answer.NxDomain<>());
  }

  @Override
  public Answer<InetAddress> ipv4(String host) {
    return four.getOrDefault(host, new Answer.NxDomain<>());
  }

  @Override
  public Answer<InetAddress> ipv6(String host) {
    return six.getOrDefault(host, new Answer.NoData<>());
  }
}
