using System.Diagnostics.Metrics;
using Gateway.Proxy.Telemetry;

namespace Gateway.Tests.Proxy.Telemetry;

public sealed class GenAiInstrumentsTests
{
    [Fact]
    public void Listener_gets_duration_tokens_and_first_token_by_their_conventional_names()
    {
        using var instruments = new GenAiInstruments();
        var seen = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == GenAiInstruments.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();

        instruments.Record(
            Scrapes.Log("this-test-only") with { Streamed = true, TimeToFirstToken = TimeSpan.FromSeconds(0.5) }, "this-test-only");

        Assert.Equal(
            ["gen_ai.client.operation.duration 2 ", "gen_ai.client.token.usage 10 input", "gen_ai.client.token.usage 5 output", "gen_ai.server.time_to_first_token 0.5 "],
            seen.Order(StringComparer.Ordinal));

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var byName = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if (byName["gen_ai.request.model"] is "this-test-only")
            {
                Assert.Equal("chat", byName["gen_ai.operation.name"]);
                seen.Add(FormattableString.Invariant($"{instrument.Name} {value} {byName.GetValueOrDefault("gen_ai.token.type")}"));
            }
        }
    }
}
