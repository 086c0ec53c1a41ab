namespace Gateway.Admin.Hosting;

/// <summary>A setting is wrong: the site does not start. The message is one line that names it.</summary>
internal sealed class SettingsException(string message) : Exception(message);
