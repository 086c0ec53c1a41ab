using Gateway.Admin.Api;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace Gateway.Admin.Components;

/// <summary>A form at the side of a page: saves, says what is wrong with it, and closes with what it has made.</summary>
public abstract class SideForm : SitePage
{
    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    /// <summary>What the gateway did not like.</summary>
    protected string? Mistake { get; private set; }

    protected bool IsSaving { get; private set; }

    protected void Cancel() => Dialogs.CloseSide(null);

    protected async Task SaveAsync(Func<Task<object>> save)
    {
        IsSaving = true;
        Mistake = null;
        try
        {
            Dialogs.CloseSide(await save());
        }
        catch (Exception exception) when (exception is GatewayException or FormatException)
        {
            Mistake = exception.Message;
        }
        finally
        {
            IsSaving = false;
        }
    }
}
