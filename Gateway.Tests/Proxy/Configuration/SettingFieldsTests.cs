using Gateway.Proxy.StoredSettings;

namespace Gateway.Tests.Proxy.Configuration;

public sealed class SettingFieldsTests
{
    [Fact]
    public void Default_that_is_shown_for_a_setting_is_the_one_in_force_without_it()
    {
        var sections = SettingFields.All.Where(field => field.Default is not null && field.Type is not ("List" or "Dictionary")).GroupBy(field => field.Section)
            .Select(section => $"{section.Key}:\n{string.Concat(section.Select(field => $"  {field.Name}: {field.Default}\n"))}");

        var empty = ConfigFolder.Load("model_list: []\n");
        var written = ConfigFolder.Load("model_list: []\n" + string.Concat(sections));

        Assert.Equal(empty.RouterSettings.ToString(), written.RouterSettings.ToString());
        Assert.Equal(empty.LitellmSettings.ToString(), written.LitellmSettings.ToString());
        Assert.Equal(empty.GeneralSettings.ToString(), written.GeneralSettings.ToString());
    }
}
