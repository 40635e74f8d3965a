package io.lastword.model.store;

import io.lastword.model.entity.StateLimits;
import io.lastword.model.index.IndexDefinition;
import io.lastword.model.index.IndexSet;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a log is folded: with another definition the same log gives another store. Its text stands beside each
 * generation, so that whoever reads or goes on folding it knows what it holds.
 *
 * <pre>
 * layout=4;buckets=64;by-id=true;indexes=battery:number:%2Fbattery,position:geo:%2Flat:%2Flon;max-state-bytes=524288;max-state-depth=100;accept-envelopes=false;reading=2
 * </pre>
 *
 * @param limits of a readable state
 * @param indexes kept with the snapshots
 */
public record FoldDefinition(StateLimits limits, IndexSet indexes) {

    /** Changes with what is read from a record: whether it is readable, its event, its values in the indexes. */
    private static final int READING = 2;

    private static final Pattern TEXT = Pattern.compile(Pattern.quote(Layout.THIS_VERSION)
            + "by-id=(true|false);indexes=([^;]*);max-state-bytes=(\\d{1,7});max-state-depth=(\\d{1,4})"
            + ";accept-envelopes=(true|false);reading=" + READING);

    /** The definition as text that says it all; one definition has one text. */
    public String text() {
        return Layout.THIS_VERSION + "by-id=" + indexes.byId() + ";indexes="
                + indexes.declared().stream().map(FoldDefinition::text).collect(Collectors.joining(","))
                + ";max-state-bytes=" + limits.maxBytes() + ";max-state-depth=" + limits.maxDepth()
                + ";accept-envelopes=" + limits.acceptEnvelopes() + ";reading=" + READING;
    }

    /**
     * Reads a definition that this version of the layout can fold with, be it that of the configured type or an
     * earlier one; empty for a definition of another version.
     */
    public static Optional<FoldDefinition> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            FoldDefinition parsed = new FoldDefinition(
                    new StateLimits(
                            Integer.parseInt(matcher.group(3)),
                            Integer.parseInt(matcher.group(4)),
                            Boolean.parseBoolean(matcher.group(5))),
                    new IndexSet(Boolean.parseBoolean(matcher.group(1)), indexes(matcher.group(2))));
            return parsed.text().equals(text) ? Optional.of(parsed) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(IndexDefinition index) {
        return index.name() + ":" + index.kind().name().toLowerCase(Locale.ROOT)
                + index.pointers().stream()
                        .map(pointer -> ":" + URLEncoder.encode(pointer, StandardCharsets.UTF_8))
                        .collect(Collectors.joining());
    }

    private static List<IndexDefinition> indexes(String text) {
        List<IndexDefinition> indexes = new ArrayList<>();
        for (String index : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            String[] parts = index.split(":", -1);
            if (parts.length < 2) {
                throw new IllegalArgumentException("an index has a name, a kind and pointers");
            }
            List<String> pointers = new ArrayList<>();
            for (int i = 2; i < parts.length; i++) {
                pointers.add(URLDecoder.decode(parts[i], StandardCharsets.UTF_8));
            }
            indexes.add(new IndexDefinition(
                    parts[0], IndexDefinition.Kind.valueOf(parts[1].toUpperCase(Locale.ROOT)), pointers));
        }
        return indexes;
    }
}
