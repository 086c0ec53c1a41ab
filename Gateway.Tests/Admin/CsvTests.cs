using Gateway.Admin.Exports;

namespace Gateway.Tests.Admin;

public sealed class CsvTests
{
    [Theory]
    [InlineData("plain", "plain\r\n")]
    [InlineData("with,comma", "\"with,comma\"\r\n")]
    [InlineData("with \"quotes\"", "\"with \"\"quotes\"\"\"\r\n")]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)\r\n")]
    [InlineData(null, "\r\n")]
    public void Text_is_one_cell_and_never_a_formula(string? text, string expected) => Assert.Equal(expected, Csv.Line(text));

    [Fact]
    public void Negative_number_stays_a_number() => Assert.Equal("-0.5\r\n", Csv.Line(-0.5));
}
