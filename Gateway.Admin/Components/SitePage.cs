using Gateway.Admin.Api;
using Gateway.Admin.Components.Parts;
using Gateway.Admin.Formatting;
using Gateway.Admin.SignIn;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace Gateway.Admin.Components;

/// <summary>What pages have alike: loading with its errors, acts with their outcome, and looking again every few seconds.</summary>
public abstract class SitePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private int _loading;

    protected SitePage() => Gone = _gone.Token;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [Inject]
    private NotificationService Notifications { get; set; } = null!;

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [CascadingParameter]
    private Session Session { get; set; } = null!;

    internal GatewayClient Gateway => field ??= Services.GetRequiredService<GatewayClient>();

    internal Viewer Viewer => field ??= Services.GetRequiredService<Viewer>();

    internal Session Who => Session;

    /// <summary>Ends what is under way when the page is left.</summary>
    protected CancellationToken Gone { get; }

    protected bool IsLoading => _loading > 0;

    /// <summary>Why there is nothing to see; null: there is.</summary>
    protected string? Problem { get; private set; }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Shows that something is under way, and what went wrong with it.</summary>
    protected async Task LoadAsync(Func<Task> work)
    {
        _loading++;
        try
        {
            await work();
            Problem = null;
        }
        catch (GatewayException exception)
        {
            Problem = exception.Message;
        }
        catch (SessionEndedException)
        {
            Navigation.ToSignIn();
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            _loading--;
        }
    }

    /// <summary>True when it was done; else the reader has been told why not.</summary>
    protected async Task<bool> DoAsync(Func<Task> work, string done)
    {
        try
        {
            await work();
            Notifications.Notify(NotificationSeverity.Success, done);
            return true;
        }
        catch (GatewayException exception)
        {
            Notifications.Notify(NotificationSeverity.Error, "That did not work", exception.Message, duration: 8_000);
            return false;
        }
        catch (SessionEndedException)
        {
            Navigation.ToSignIn();
            return false;
        }
    }

    /// <summary>Asks once, naming what will be done.</summary>
    protected async Task<bool> ConfirmAsync(string title, string text, string verb) =>
        await Dialogs.OpenAsync<ConfirmDialog>(title, new() { ["Text"] = text, ["Verb"] = verb }, new DialogOptions { Width = "min(460px, calc(100vw - 2rem))", CloseDialogOnEsc = true, AutoFocusFirstElement = true }) is true;

    /// <summary>A form at the side of the page; what it was closed with, or null.</summary>
    protected async Task<object?> OpenSideAsync<T>(string title, Dictionary<string, object?> parameters) where T : ComponentBase =>
        await Dialogs.OpenSideAsync<T>(title, parameters, new SideDialogOptions { Width = "min(620px, 100vw)", CloseDialogOnOverlayClick = false, ShowMask = true, AutoFocusFirstElement = true });

    /// <summary>A window over the page; what it was closed with, or null.</summary>
    protected async Task<object?> OpenAsync<T>(string title, Dictionary<string, object?> parameters) where T : ComponentBase =>
        await Dialogs.OpenAsync<T>(title, parameters, new DialogOptions { Width = "min(560px, calc(100vw - 2rem))", CloseDialogOnEsc = true });

    /// <summary>Until the page is left; not while the last time is still under way.</summary>
    protected void Every(TimeSpan interval, Func<Task> work) => _ = EveryAsync(interval, work);

    /// <summary>The address of this page with other filters: it can be kept and passed on.</summary>
    protected void Go(params (string Name, object? Value)[] filters) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(filters.ToDictionary(filter => filter.Name, filter => filter.Value is "" ? null : filter.Value)), replace: true);

    private async Task EveryAsync(TimeSpan interval, Func<Task> work)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(Gone))
            {
                await InvokeAsync(async () =>
                {
                    await LoadAsync(work);
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }
}
