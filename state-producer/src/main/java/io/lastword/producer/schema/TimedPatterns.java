package io.lastword.producer.schema;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;

/** The patterns of schemas, as the validator has them by default, but for their end: they stop when their time is up. */
final class TimedPatterns implements RegularExpressionFactory {

    @Override
    public RegularExpression getRegularExpression(String regex) {
        Pattern pattern = Pattern.compile(
                RegularExpressions.replaceLongformCharacterProperties(RegularExpressions.replaceDollarAnchors(regex)));
        return text -> pattern.matcher(new TimedText(text)).find();
    }

    /** A text that looks at the clock now and then while it is read. */
    private static final class TimedText implements CharSequence {

        private static final int READS_PER_LOOK = 1 << 12;

        private final String text;
        private int reads;

        TimedText(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++reads % READS_PER_LOOK == 0) {
                Judging.checkTime();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
