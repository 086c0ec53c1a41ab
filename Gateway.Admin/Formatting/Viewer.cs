using System.Globalization;
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

    /// <summary><c>22 Nov 2026, 14:05:09</c>, where the viewer is.</summary>
    public string Full(DateTimeOffset time) => Local(time).ToString("d MMM yyyy, HH:mm:ss", CultureInfo.InvariantCulture);

    public string Date(DateTimeOffset time) => Local(time).ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The time alone where it is of today, else with its day.</summary>
    public string Short(DateTimeOffset time)
    {
        var local = Local(time);
        return local.ToString(DateOnly.FromDateTime(local.DateTime) == Today ? "HH:mm:ss" : "d MMM HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary><c>in 3 h</c>, <c>2 d ago</c>.</summary>
    public string Away(DateTimeOffset moment)
    {
        var span = moment - time.GetUtcNow();
        var size = span.Duration();
        var text = size switch
        {
            { TotalSeconds: < 60 } => $"{size.Seconds} s",
            { TotalMinutes: < 60 } => $"{size.Minutes} min",
            { TotalHours: < 48 } => $"{(int)size.TotalHours} h",
            _ => $"{(int)size.TotalDays} d",
        };
        return span < TimeSpan.Zero ? text + " ago" : "in " + text;
    }

    /// <summary>A time on the viewer's clock.</summary>
    public DateTime ToUtc(DateTime local) => DateTime.SpecifyKind(local - Zone.GetUtcOffset(local), DateTimeKind.Utc);
}
