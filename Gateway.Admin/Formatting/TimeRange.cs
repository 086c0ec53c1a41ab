namespace Gateway.Admin.Formatting;

/// <summary>A range of time up to now, and the steps in which a chart shows it.</summary>
public sealed record TimeRange(string Name, TimeSpan Length, TimeSpan Step)
{
    public static readonly IReadOnlyList<TimeRange> All =
    [
        new("1 h", TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)),
        new("24 h", TimeSpan.FromHours(24), TimeSpan.FromMinutes(15)),
        new("7 d", TimeSpan.FromDays(7), TimeSpan.FromHours(1)),
        new("30 d", TimeSpan.FromDays(30), TimeSpan.FromHours(6)),
        new("90 d", TimeSpan.FromDays(90), TimeSpan.FromHours(24)),
    ];

    public int Days => (int)Math.Ceiling(Length.TotalDays);

    public static TimeRange Find(string? name, TimeRange otherwise) => All.FirstOrDefault(range => range.Name == name) ?? otherwise;
}
