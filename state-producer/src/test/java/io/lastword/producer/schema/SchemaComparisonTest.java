package io.lastword.producer.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class SchemaComparisonTest {

    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{} | {'type':'object'} | the whole state: the type array, boolean, integer, null, number, string is not",
                "{'type':'number'} | {'type':'integer'} | the type number is not allowed any more",
                "{'type':['string','null']} | {'type':'string'} | the type null is not allowed any more",
                "{'enum':[1,'a']} | {'type':'integer'} | the type string is not allowed any more",
                "{} | {'required':['a']} | the property 'a' is newly required",
                "{'required':['a']} | {'required':['a','b']} | the property 'b' is newly required",
                "{} | {'dependentRequired':{'a':['b']}} | the property 'b' is newly required with 'a'",
                "{'enum':[1,2]} | {'enum':[1]} | enum or const allows fewer values",
                "{} | {'const':1} | enum or const allows fewer values",
                "{'minimum':1} | {'minimum':2} | minimum 2 is tighter",
                "{'minimum':1} | {'exclusiveMinimum':1} | exclusiveMinimum 1 is tighter",
                "{} | {'maximum':2} | maximum 2 is tighter",
                "{'maximum':3} | {'maximum':2} | maximum 2 is tighter",
                "{'exclusiveMaximum':3} | {'exclusiveMaximum':2.5} | exclusiveMaximum 2.5 is tighter",
                "{} | {'minLength':1} | minLength has grown to 1",
                "{'maxLength':5} | {'maxLength':4} | maxLength has shrunk to 4",
                "{} | {'maxItems':4} | maxItems has shrunk to 4",
                "{'multipleOf':3} | {'multipleOf':6} | multipleOf 6 allows fewer",
                "{} | {'uniqueItems':true} | uniqueItems is new",
                "{'pattern':'a'} | {'pattern':'b'} | pattern has changed",
                "{} | {'additionalProperties':false} | /additionalProperties: nothing is allowed",
                "{'additionalProperties':{'type':'number'}} | {'additionalProperties':{'type':'integer'}} | the type number",
                "{'properties':{'a':{'type':'number'}}} | {'properties':{'a':{'type':'integer'}}} | /properties/a: the type",
                "{'properties':{'a':{}}} | {'properties':{'a':{'minLength':1}}} | /properties/a: minLength has grown",
                "{'properties':{'a':{}}} | {'properties':{'a':false}} | /properties/a: nothing is allowed",
                "{'properties':{'a':{}},'additionalProperties':false} | {'additionalProperties':false} | /properties/a: noth",
                "{'additionalProperties':{'type':'string'}} | {'properties':{'a':{'type':'null'}}} | /properties/a: the type",
                "{'patternProperties':{'^x':{'type':'string'}},'additionalProperties':false} | {'properties':{'x1':{'type':'null'}}} | /properties/x1: the type string",
                "{} | {'patternProperties':{'^x':{'type':'string'}}} | /patternProperties/^x: the type",
                "{} | {'propertyNames':{'maxLength':3}} | /propertyNames: maxLength has shrunk",
                "{} | {'items':{'type':'string'}} | /items: the type",
                "{'items':{'type':'string'}} | {'prefixItems':[{'type':'null'}],'items':{'type':'string'}} | /prefixItems/0: the",
                "{} | {'anyOf':[{}]} | anyOf has fewer alternatives",
                "{'anyOf':[{'type':'null'},{'type':'string'}]} | {'anyOf':[{'type':'null'}]} | anyOf has fewer",
                "{'anyOf':[{'type':'null'}]} | {'anyOf':[{'type':'string'}]} | /anyOf/0: the type null",
                "{} | {'allOf':[{'minLength':1}]} | /allOf/0: minLength has grown",
                "{'oneOf':[{'minimum':1}]} | {'oneOf':[{'minimum':0}]} | oneOf has changed",
                "{} | {'not':{'type':'null'}} | not has changed",
                "{} | {'if':{'type':'null'},'then':false} | if has changed",
                "{} | {'unevaluatedProperties':false} | unevaluatedProperties has changed",
                "{'items':{'$ref':'#/$defs/a'},'$defs':{'a':{}}} | {'items':{'$ref':'#/$defs/a'},'$defs':{'a':{'minLength':1}}} | /items: minLength",
                "{'not':{'$ref':'#/$defs/a'},'$defs':{'a':{'minLength':2}}} | {'not':{'$ref':'#/$defs/a'},'$defs':{'a':{'minLength':1}}} | not has changed",
                "{'$ref':'#/$defs/a','$defs':{'a':{}}} | {'$ref':'#/$defs/a','minLength':1,'$defs':{'a':{}}} | minLength has grown",
                "{'properties':{'c':{'$ref':'#'},'n':{}}} | {'properties':{'c':{'$ref':'#'},'n':{'minLength':1}}} | /properties/n",
                "{'$ref':'#s','$defs':{'s':{'$anchor':'s'}}} | {'$ref':'#s','$defs':{'s':{'$anchor':'s','required':['x']}}} | 'x' is newly",
                "{'$ref':'#s','$defs':{'s':{'$dynamicAnchor':'s'}}} | {'$ref':'#s','$defs':{'s':{'$dynamicAnchor':'s','minLength':1}}} | minLength",
                "{'items':{}} | {'items':{'$ref':'#s'},'$defs':{'s':{'$anchor':'s','minLength':1}}} | /items: minLength has grown",
                "{} | {'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}}} | $ref has changed",
                "{'properties':{'a':{'type':'string'}}} | {'properties':{'a':{'not':{}}}} | /properties/a: not has changed",
                "{} | {'not':true} | not has changed",
                "{} | {'contains':true} | contains has changed",
                "{'contains':{'minimum':1},'maxContains':1} | {'contains':{},'maxContains':1} | contains has changed",
                "{'if':{'minimum':1},'then':{'maximum':2}} | {'if':{},'then':{'maximum':2}} | if has changed",
                "{'contains':{'minimum':1},'minContains':0} | {'contains':{'minimum':1}} | minContains has grown to 1",
                "{'contains':{'minimum':1}} | {'contains':{'minimum':1},'minContains':2} | minContains has grown to 2",
                "{'enum':['a','b']} | {'enum':['a','b'],'const':'a'} | enum or const allows fewer",
                "{'enum':['a','b']} | {'enum':['a'],'const':'b'} | enum or const allows fewer",
                "{} | {'enum':[]} | enum or const allows fewer values",
                "{'enum':[1]} | {'enum':[]} | enum or const allows fewer values",
                "{'properties':{'a':{'type':'string'}}} | {'properties':{'a':{'type':'string'}},'allOf':[{'properties':{'a':{'type':'null'}}}]} | /allOf/0/properties/a: the type string",
                "{'allOf':[{'properties':{'a':{'type':'string'}}}]} | {'allOf':[{'properties':{'a':{'type':'string'}}}],'properties':{'a':{'type':'null'}}} | /properties/a: the type",
                "{'allOf':[{'properties':{'a':{'type':'string'}}},{}]} | {'allOf':[{'properties':{'a':{'type':'string'}}},{'properties':{'a':{'type':'null'}}}]} | /allOf/1/properties/a: the type",
                "{'oneOf':[{'properties':{'a':{'type':'string'}}}]} | {'oneOf':[{'properties':{'a':{'type':'string'}}}],'properties':{'a':{'type':'null'}}} | /properties/a: the type",
                "{'properties':{'a':{'type':'string'}},'anyOf':[{}]} | {'properties':{'a':{'type':'string'}},'anyOf':[{'properties':{'a':{'type':'null'}}}]} | /anyOf/0/properties/a: the type",
                "{'$ref':'#/$defs/b','minProperties':1,'$defs':{'b':{'properties':{'a':{'type':'string'}}}}} | {'$ref':'#/$defs/b','minProperties':1,'properties':{'a':{'type':'null'}},'$defs':{'b':{'properties':{'a':{'type':'string'}}}}} | /properties/a: the type",
                "{'additionalProperties':{'properties':{'a':{'type':'string'}}}} | {'additionalProperties':{'properties':{'a':{'type':'string'}}},'patternProperties':{'^x':{'properties':{'a':{'type':'null'}}}}} | /patternProperties/^x/properties/a: the type",
                "{'properties':{'x':{'properties':{'a':{'type':'string'}}}}} | {'properties':{'x':{'properties':{'a':{'type':'string'}}}},'patternProperties':{'^x':{'properties':{'a':{'type':'null'}}}}} | /patternProperties/^x/properties/a: the type",
                "{'patternProperties':{'x':{'properties':{'a':{'type':'string'}}}}} | {'patternProperties':{'x':{'properties':{'a':{'type':'string'}}},'^x':{'properties':{'a':{'type':'null'}}}}} | /patternProperties/^x/properties/a: the type",
                "{'properties':{'x':{}},'patternProperties':{'^x':{'properties':{'a':{'type':'string'}}}}} | {'properties':{'x':{'properties':{'a':{'type':'null'}}}},'patternProperties':{'^x':{'properties':{'a':{'type':'string'}}}}} | /properties/x/properties/a: the type",
                "{'properties':{'p':{'properties':{'a':{'type':'string'}}}},'allOf':[{'properties':{'p':{}}}]} | {'properties':{'p':{'properties':{'a':{'type':'string'}}}},'allOf':[{'properties':{'p':{'properties':{'a':{'type':'null'}}}}}]} | /allOf/0/properties/p/properties/a: the type",
                "{'items':{'properties':{'a':{'type':'string'}}},'allOf':[{'items':{}}]} | {'items':{'properties':{'a':{'type':'string'}}},'allOf':[{'items':{'properties':{'a':{'type':'null'}}}}]} | /allOf/0/items/properties/a: the type",
                "{'unevaluatedProperties':{'type':'string'}} | {'properties':{'a':{'type':'null'}}} | /properties/a: the type",
            })
    void shouldNameWhatIsNarrower(String earlier, String later, String narrowing) {
        assertThat(narrowings(earlier, later)).anyMatch(line -> line.contains(narrowing));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'type':'object'} | {}",
                "{'type':'object'} | {'type':'object','title':'A thing','description':'x','examples':[{}]}",
                "{'type':'integer'} | {'type':'number'}",
                "{'type':'integer'} | {'type':['integer','null']}",
                "{'enum':[1,2.5]} | {'type':'number'}",
                "{'const':1} | {'enum':[1,2]}",
                "{'required':['a','b']} | {'required':['b']}",
                "{'required':['b']} | {'dependentRequired':{'a':['b']}}",
                "{'minimum':1,'maximum':5} | {'minimum':0,'maximum':6}",
                "{'minimum':1} | {'exclusiveMinimum':0}",
                "{'exclusiveMinimum':1} | {'minimum':1}",
                "{'multipleOf':6} | {'multipleOf':3}",
                "{'maxLength':4} | {'maxLength':5,'minLength':0}",
                "{'additionalProperties':false} | {'properties':{'a':{'type':'string'}},'additionalProperties':false}",
                "{'type':'object'} | {'type':'object','properties':{'a':{'type':'string','maxLength':4}}}",
                "{'properties':{'a':{'type':'string'}}} | {}",
                "{'properties':{'a':false}} | {'properties':{'a':{'type':'string'}}}",
                "{'additionalProperties':false} | {'additionalProperties':true}",
                "{'patternProperties':{'^x':{'type':'string'}},'additionalProperties':false} | {'properties':{'x1':{'type':['string','null']}}}",
                "{'items':{'type':'string'}} | {'items':{'type':['string','null']}}",
                "{'anyOf':[{'type':'null'}]} | {'anyOf':[{'type':'null'},{'type':'string'}]}",
                "{'allOf':[{'minLength':2},{'maxLength':3}]} | {'allOf':[{'minLength':1}]}",
                "{'oneOf':[{'minimum':1}],'title':'a'} | {'oneOf':[{'minimum':1}],'title':'b'}",
                "{'properties':{'a':{'minLength':2}}} | {'properties':{'a':{'$ref':'#/$defs/x'}},'$defs':{'x':{'minLength':1}}}",
                "{'properties':{'a':{'$ref':'#/$defs/x'}},'$defs':{'x':{'minLength':1}}} | {'properties':{'a':{'$ref':'#/$defs/x','description':'new'}},'$defs':{'x':{'minLength':1}}}",
                "{'properties':{'a':{'$ref':'#/$defs/x','maxLength':3}},'$defs':{'x':{'minLength':1}}} | {'properties':{'b':{},'a':{'$ref':'#/$defs/x','maxLength':4}},'$defs':{'x':{'minLength':1}}}",
                "{'properties':{'child':{'$ref':'#'}}} | {'properties':{'child':{'$ref':'#'},'name':{'type':'string'}}}",
                "{'$ref':'#s','$defs':{'s':{'$anchor':'s','minLength':2}}} | {'minLength':1}",
                "{'minLength':2} | {'$ref':'#s','$defs':{'s':{'$anchor':'s','minLength':1}}}",
                "{'if':{'minimum':1},'then':{'maximum':2}} | {'if':{'minimum':1},'then':{}}",
                "{'not':{'type':'null'}} | {}",
                "{'contains':{}} | {}",
                "{'contains':{},'not':{'type':'null'},'if':{},'then':{'minimum':1}} | {'contains':{},'not':{'type':'null'},'if':{},'then':{'minimum':1}}",
                "{'dependentSchemas':{'a':{'minProperties':2}}} | {'dependentSchemas':{}}",
                "{'contains':{'minimum':1}} | {'contains':{'minimum':1},'minContains':1}",
                "{'contains':{'minimum':1},'minContains':0} | {}",
                "{'enum':['a','b'],'const':'a'} | {'enum':['a']}",
                "{'enum':['a','b'],'const':'a'} | {'const':'a','enum':['a','b','c']}",
                "{'enum':[]} | {'const':1}",
                "{'const':null} | {'enum':[null,1]}",
                "{'allOf':[{'properties':{'a':{'type':'string'}}}],'properties':{'b':{}}} | {'allOf':[{'properties':{'a':{'type':'string'}}}],'properties':{'b':{},'c':{'type':'null'}}}",
                "{'$ref':'#/$defs/b','minProperties':1,'$defs':{'b':{'properties':{'a':{'type':'string'}}}}} | {'$ref':'#/$defs/b','minProperties':1,'properties':{'c':{'type':'null'}},'$defs':{'b':{'properties':{'a':{'type':'string'}}}}}",
                "{'anyOf':[{'required':['a']},{'required':['b']}]} | {'anyOf':[{'required':['a']},{'required':['b']}],'properties':{'c':{'type':'null'}}}",
                "{'additionalProperties':{'title':'t'}} | {'properties':{'a':{'type':'string'}}}",
                "{'properties':{'p':{'properties':{'a':{'type':'string'}}},'c':{}}} | {'properties':{'p':{'properties':{'a':{'type':'string'}}},'c':{'properties':{'a':{'type':'null'}}}}}",
                "{'prefixItems':[{'properties':{'a':{'type':'string'}}},{}]} | {'prefixItems':[{'properties':{'a':{'type':'string'}}},{'properties':{'a':{'type':'null'}}}]}",
                "{'allOf':[{'$ref':'#/$defs/b'}],'$defs':{'b':{'properties':{'p':{'$ref':'#'}}}}} | {'allOf':[{'$ref':'#/$defs/b'}],'$defs':{'b':{'properties':{'p':{'$ref':'#'},'q':{'type':'null'}}}}}",
                "{'properties':{'a':{'type':'string'}}} | {'allOf':[{'properties':{'a':{'type':'string'}}}]}",
                "{'minLength':2} | {'allOf':[{'minLength':1}]}",
                "false | {'type':'object'}",
            })
    void shouldAllowWhatIsWiderOrTheSame(String earlier, String later) {
        assertThat(narrowings(earlier, later)).isEmpty();
    }

    @Test
    void shouldEndWhereASchemaRefersToItself() {
        String loop = "{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}}}";

        assertThat(narrowings(loop, loop)).isEmpty();
    }

    private static List<String> narrowings(String earlier, String later) {
        return SchemaComparison.findNarrowings(
                JSON.readTree(earlier.replace('\'', '"')), JSON.readTree(later.replace('\'', '"')));
    }
}
