using Microsoft.JSInterop;

namespace Gateway.Admin.Formatting;

/// <summary>What the browser says about whoever looks at the page: time zone and colours.</summary>
internal sealed class Viewer(IJSRuntime browser, TimeProvider time)
{
    /// <summary>UTC until <see cref="LoadAsync"/> has asked the browser.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary><c>light</c>, <c>dark</c> or <c>system</c>.</summary>
    public string Theme { get; private set; } = "system";

    public DateTimeOffset Now => Local(time.GetUtcNow());

    public DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    public async Task LoadAsync()
    {
        var facts = await browser.InvokeAsync<ViewerFacts>("gatewayAdmin.viewer");
        Theme = facts.Theme;
        Zone = TimeZoneInfo.TryFindSystemTimeZoneById(facts.Zone, out var zone)
            ? zone
            : TimeZoneInfo.CreateCustomTimeZone("viewer", TimeSpan.FromMinutes(facts.OffsetMinutes), facts.Zone, facts.Zone);
    }

    public async Task SetThemeAsync(string theme)
    {
        Theme = theme;
        await browser.InvokeVoidAsync("gatewayAdmin.setTheme", theme);
    }

    public ValueTask CopyAsync(string text) => browser.InvokeVoidAsync("gatewayAdmin.copy", text);

    public DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Zone);

    /// <summary>Midnight of a day where the viewer is.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Zone.GetUtcOffset(midnight));
    }
}
